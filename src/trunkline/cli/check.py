"""Checking documents without a node: what stands in the files must hold together by itself."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

from trunkline.cli.drawing import count
from trunkline.cli.files import documents_of, located, read_paths
from trunkline.cli.session import tell_json
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.errors import DocumentError


def check_paths(paths: Sequence[Path], origin: str | None, *, known_lines: Container[str], as_json: bool) -> None:
    """Tells how many documents there are; raises DocumentError with file and line of each fault."""
    written = read_paths(paths, origin)
    problems = check(Config.of(documents_of(written)), known_lines)
    if problems:
        raise DocumentError(located(problems, written))
    if as_json:
        tell_json({"documents": len(written)})
    else:
        print(f"{count(len(written), 'document')}, no fault")
