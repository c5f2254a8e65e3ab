"""Files that operators bring, as rows of facts: who is where, in the words of each format.

    format            what a format is: a name, how it looks, how it is read
    cidr ip2region ip_location_db iptoasn mmdb    the formats, a file each

    line_facts        what a line's code says of a network
    owners places     whose network it is, by its number or its owner's name; where it is, by a place's name
    region_text mmdb_tree    the inner half of ip2region and of mmdb
    addresses text    what the text formats share
    joined            what the binary ones share
    words             tables of what others call things

Each module here that holds a FORMAT is one, so a new one is a new file and nothing else. Nothing here decides what a
line table says: rows become a layer (`lines/layer.py`), and layers are laid over each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from trunkline.errors import LayerRefused
from trunkline.imports.format import ROWS, Format, Progress, Row, Wish
from trunkline.imports.text import sample


@cache
def formats() -> Mapping[str, Format]:
    """Every format by its name, in order of names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})


def sniff(path: Path) -> Format:
    """The format that a file looks like; raises LayerRefused, which lists those there are, when it is none."""
    head, tail = sample(path)
    for one in formats().values():
        if one.looks_like(head, tail):
            return one
    if not head:
        raise LayerRefused(path.name, "it is empty")
    known = "; ".join(f"{one.name}: {one.title}" for one in formats().values())
    way_out = f"say which it is (--as), or bring one of these: {known}"
    raise LayerRefused(path.name, "its format cannot be told by its looks", way_out)


def open_rows(path: Path, format: Format, wish: Wish, progress: Progress) -> Iterator[Row]:
    """What the file says of addresses, row by row, in the file's order; what says nothing is left out.

    Raises LayerRefused, at the row where it shows, for a file that is broken, of another format, or larger than ROWS,
    and for one that says nothing at all.
    """
    number = 0
    try:
        for number, row in enumerate(format.read(path, wish, progress), start=1):
            if number > ROWS:
                raise LayerRefused(path.name, f"more than {ROWS:,} rows", "import a smaller file")
            yield row
    except OSError as error:
        raise LayerRefused(path.name, f"it cannot be read: {error.strerror or error}") from error
    if not number:
        raise LayerRefused(path.name, "it says of no network whose it is, or where")
