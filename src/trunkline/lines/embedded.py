"""The line table that comes in the package, and where it is from; `scripts/build_line_table.py` makes both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trunkline.lines.layer import Layer
from trunkline.lines.lists import special, supernets
from trunkline.lines.packed import unpack
from trunkline.lines.stack import ASN, COUNTRY, Ground, compose
from trunkline.lines.table import LineTable


@cache
def embedded() -> LineTable:
    """The embedded table, composed once (about 0.4 s)."""
    return compose(embedded_layers(), str(manifest()["version"]), embedded_ground())


@cache
def embedded_ground() -> Ground:
    """What it comes to below special-purpose networks, where imported layers lie."""
    return Ground.of(embedded_layers()[:-1])


@cache
def embedded_layers() -> tuple[Layer, ...]:
    """What it is composed of, the lowest first: country, asn, supernets, special."""
    return _read(COUNTRY), _read(ASN), supernets(), special()


@cache
def manifest() -> Mapping[str, Any]:
    """What the embedded table was made of: sources, versions, licences, date, counts, SHA-256."""
    manifest: Mapping[str, Any] = json.loads(files(__package__).joinpath("data", "manifest.json").read_text("utf-8"))
    return manifest


def _read(name: str) -> Layer:
    return unpack(files(__package__).joinpath("data", f"{name}.xz").read_bytes())
