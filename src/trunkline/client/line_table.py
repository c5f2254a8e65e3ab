"""The line table's part of the API: acts are begun, and watched until they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from trunkline.client.wire import Json, Wire
from trunkline.errors import LayerRefused

PAUSE = 0.2
"""Seconds between two looks at how far an act is."""

PIECE = 1 << 20
"""Bytes that are read and sent at a time."""

EMBEDDED = ("asn", "country")
"""Layers that come with the package; a file of such a name replaces them."""

Told = Callable[[str, int, int], None]
"""Hears of progress: what is being done, how much of it is, of how much; both are 0 where nobody knows."""


def import_file(wire: Wire, path: Path, asked: dict[str, Json], tell: Told) -> Json:
    """Lays a file over the line table; answers what came of it. Raises LayerRefused when it cannot be taken."""
    return _watched(wire, _sent(wire, "/v1/line_table/layers", path, asked, tell), tell)


def agreement(wire: Wire, path: Path, asked: dict[str, Json], tell: Told) -> Json:
    """How far what a file says agrees with the table."""
    return _watched(wire, _sent(wire, "/v1/line_table/agreement", path, asked, tell), tell)


def act(wire: Wire, method: str, path: str, asked: dict[str, Json], tell: Told) -> Json:
    """Begins an act that brings no file, and answers what came of it."""
    return _watched(wire, wire.json(method, f"/v1/line_table/{path}", asked), tell)


def name_after(file: Path) -> str:
    """A name that the layer of this file may have: `ip2region.xdb` makes `ip2region`. To replace what is embedded one
    has to say so: `asn.mmdb` makes `asn-file`."""
    letters = (letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in file.stem)
    name = "".join(letters).strip("-")[:40] or "imported"
    return f"{name}-file" if name in EMBEDDED else name


def _sent(wire: Wire, path: str, file: Path, asked: dict[str, Json], tell: Told) -> Json:
    return wire.json("POST", path, {"file": file.name, **asked}, content=_pieces(file, tell))


def _pieces(file: Path, tell: Told) -> Iterator[bytes]:
    size, sent = file.stat().st_size, 0
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            sent += len(piece)
            tell("sending", sent, size)
            yield piece


def _watched(wire: Wire, begun: Json, tell: Told) -> Json:
    status = begun
    while status["state"] == "running":
        progress = status["progress"]
        tell(progress["step"], progress["done"], progress["of"])
        time.sleep(PAUSE)
        status = wire.json("GET", f"/v1/line_table/acts/{begun['id']}")
    if status["state"] == "failed":
        raise LayerRefused(status["error"])
    return status
