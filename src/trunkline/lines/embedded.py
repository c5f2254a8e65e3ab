"""The line table that comes in the package, and where it is from; `scripts/build_line_table.py` makes both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trunkline.lines.packed import unpack
from trunkline.lines.table import LineTable


@cache
def embedded() -> LineTable:
    """The embedded table, read once (about 0.2 s)."""
    return unpack(files(__package__).joinpath("data", "lines.bin.xz").read_bytes())


@cache
def manifest() -> Mapping[str, Any]:
    """What the embedded table was made of: sources, versions, licences, date, counts, SHA-256."""
    manifest: Mapping[str, Any] = json.loads(files(__package__).joinpath("data", "manifest.json").read_text("utf-8"))
    return manifest
