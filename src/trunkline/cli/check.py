"""Checking documents without a node: what stands in the files must hold together by itself."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import asdict
from pathlib import Path

from trunkline.cli.drawing import count, harmless
from trunkline.cli.files import documents_of, located, read_paths
from trunkline.cli.session import tell_json
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.documents.warn import warn
from trunkline.errors import DocumentError


def check_paths(paths: Sequence[Path], origin: str | None, *, known_lines: Container[str], as_json: bool) -> None:
    """Tells how many documents there are, and warnings; raises DocumentError with file and line of each fault."""
    written = read_paths(paths, origin)
    config = Config.of(documents_of(written))
    if problems := check(config, known_lines):
        raise DocumentError(located(problems, written))
    warnings = located(warn(config), written)
    if as_json:
        tell_json({"documents": len(written), "warnings": [asdict(one) for one in warnings]})
        return
    for one in warnings:
        print(harmless(f"warning: {one}"))
    told = f", {count(len(warnings), 'warning')}" if warnings else ""
    print(f"{count(len(written), 'document')}, no fault{told}")
