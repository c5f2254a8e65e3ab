"""The databases of ip2region, *.xdb: one family a file, every range with a text of fields (country, province, owner …).

    header          little endian: u16 version, u16 policy, u32 made at, u32 first entry, u32 last entry, u16 4 or 6 …
    vector index    256 × 256 × 8 bytes, for looking up; not needed to read all
    texts           UTF-8
    entries         first, last (u32; 16 bytes big endian for IPv6), u16 length of the text, u32 where it is

Version 2 is IPv4; version 3 says in its header which family it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache, partial
from mmap import ACCESS_READ, mmap
from pathlib import Path

from trunkline.errors import LayerRefused
from trunkline.imports.format import ROWS, Format, Progress, Row, Wish
from trunkline.imports.joined import joined
from trunkline.imports.region_text import facts_of_region
from trunkline.lines.facts import Facts

_HEADER = struct.Struct("<HHIIIHH")
_TEXTS = 256 + 256 * 256 * 8
"""Where texts begin."""

_ENTRIES = {32: struct.Struct("<IIHI"), 128: struct.Struct("<16s16sHI")}
_LONGEST = 2048
"""So many bytes a text may have."""

_AT_ONCE = 1 << 15


def read_xdb(path: Path, wish: Wish, progress: Progress) -> Iterator[Row]:
    """The ranges that say something; neighbours that say the same become one."""
    with path.open("rb") as file:
        try:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError as error:
            raise LayerRefused(path.name, "it is empty") from error
        with content:
            try:
                yield from joined(_rows(content, progress))
            except ValueError as error:
                raise LayerRefused(path.name, f"it is damaged, or no xdb: {error}") from error
            progress(len(content), len(content))


def looks_like_xdb(head: bytes, tail: bytes) -> bool:
    """Whether a header stands there that can be one, in a file that is not packed."""
    try:
        return bool(tail and _entries(head))
    except ValueError:
        return False


def _entries(content: mmap | bytes) -> tuple[int, int, int]:
    """(bits, where the first entry is, where the last one ends), by the header."""
    if len(content) < _HEADER.size:
        raise ValueError("its header is cut off")
    version, _policy, _made, first, last, family, _width = _HEADER.unpack_from(content)
    bits = {4: 32, 6: 128}.get(4 if version == 2 else family)
    if version not in (2, 3) or bits is None:
        raise ValueError("its header is of an unknown version")
    size = _ENTRIES[bits].size
    if first < _TEXTS or last < first or (last - first) % size:
        raise ValueError("its header says no place where entries can be")
    return bits, first, last + size


def _rows(content: mmap, progress: Progress) -> Iterator[Row]:
    bits, begin, end = _entries(content)
    if end > len(content):
        raise ValueError("it is cut off")
    if (end - begin) // _ENTRIES[bits].size > ROWS:
        raise ValueError(f"more than {ROWS:,} rows")
    said = lru_cache(maxsize=1 << 17)(partial(_said, content))
    after = 0
    for first, last, length, where in _ranges(content, bits, begin, end, progress):
        if not after <= first <= last:
            raise ValueError("its addresses do not ascend")
        after = last + 1
        yield bits, first, last, said(where, length)


def _ranges(content: mmap, bits: int, begin: int, end: int, progress: Progress) -> Iterator[tuple[int, int, int, int]]:
    """(first, last, length of the text, where it is) of each entry."""
    entry = _ENTRIES[bits]
    for at in range(begin, end, _AT_ONCE * entry.size):
        progress(at, len(content))
        part = content[at : min(end, at + _AT_ONCE * entry.size)]
        for first, last, length, where in entry.iter_unpack(part):
            if bits == 32:
                yield first, last, length, where
            else:
                yield int.from_bytes(first, "big"), int.from_bytes(last, "big"), length, where


def _said(content: mmap, where: int, length: int) -> Facts:
    if length > _LONGEST or where + length > len(content):
        raise ValueError("a text of it is not where it should be")
    return facts_of_region(content[where : where + length].decode())


def made_xdb(path: Path) -> float:
    """When it was made, by its header."""
    with path.open("rb") as file:
        return float(_HEADER.unpack(file.read(_HEADER.size))[2])


FORMAT = Format("xdb", "ip2region, *.xdb", looks_like_xdb, read_xdb, made_xdb)
