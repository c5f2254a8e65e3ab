"""Layers and tables as files that need no reading: the arrays as they are in memory, for this kind of machine only.

b"trunkline flat 3\\n"
header: a line of JSON: {"kind", "order": byte order, "v4": ranges, "v6": ranges, …}
v4 starts (32 bit) · v4 classes · v6 starts (twice 64 bit, high then low) · v6 classes
CRC-32 of all that, 32 bit, low byte first

Classes are 32-bit words in a layer, 16-bit words in a table.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, cast
from zlib import crc32

from trunkline.errors import LineTableUnreadable
from trunkline.lines.askers import AskerTable
from trunkline.lines.layer import Layer
from trunkline.lines.layer_words import facts_in_words, facts_of_words, source_in_words, source_of_words
from trunkline.lines.ranges import Ranges, halves
from trunkline.lines.table import LineTable

MAGIC = b"trunkline flat 3\n"

CRC = 4
"""Bytes of the checksum."""

CLASSES = {"layer": "I", "table": "H"}
"""The type of their classes."""

Words = Mapping[str, Any]


def flat_layer(layer: Layer) -> list[bytes]:
    """The parts of a layer's file, in their order."""
    words = {"name": layer.name, "source": source_in_words(layer.source), "facts": facts_in_words(layer.facts)}
    return _flat("layer", words, layer.v4, layer.v6)


def flat_table(table: LineTable) -> list[bytes]:
    """The parts of a table's file, in their order."""
    return _flat("table", {"version": table.version, "classes": table.classes}, *halves(table.askers))


def layer_of(content: bytes | memoryview) -> Layer:
    """The layer in such a file. Its ranges are views of `content`, which nobody may change.

    Raises LineTableUnreadable for anything else, damaged files and files of another kind of machine.
    """
    words, columns = _parse(content, "layer")
    four = (columns[0].cast("I"), columns[1].cast("I")), (columns[2].cast("Q"), columns[3].cast("I"))
    v4, v6 = (Ranges(bits, *cast("list[array[int]]", half)) for bits, half in zip((32, 128), four, strict=True))
    try:
        facts, source = facts_of_words(words["facts"]), source_of_words(words["source"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(error) from error
    return Layer(str(words["name"]), facts, v4, v6, source)


def table_of(content: bytes | memoryview) -> LineTable:
    """The table in such a file, copied out of it; raises LineTableUnreadable as `layer_of`."""
    words, columns = _parse(content, "table")
    arrays = []
    for (typecode, _, _), column in zip(_shape("table"), columns, strict=True):
        arrays.append(array(typecode))
        arrays[-1].frombytes(column)
    try:
        classes = tuple(tuple(map(str, lines)) for lines in words["classes"])
        version = str(words["version"])
    except (LookupError, TypeError) as error:
        raise _unreadable(error) from error
    return LineTable(AskerTable(len(classes), *arrays), classes, version)


def _shape(kind: str) -> tuple[tuple[str, str, int], ...]:
    """Of each column: its type, which half it is of, words a range."""
    classes = CLASSES[kind]
    return ("I", "v4", 1), (classes, "v4", 1), ("Q", "v6", 2), (classes, "v6", 1)


def _flat(kind: str, words: Words, v4: Ranges, v6: Ranges) -> list[bytes]:
    columns = [column.tobytes() for half in (v4, v6) for column in (half.starts, half.classes)]
    sizes = {"kind": kind, "order": sys.byteorder, "v4": len(v4), "v6": len(v6)}
    header = json.dumps({**sizes, **words}, ensure_ascii=False).encode()
    parts = [MAGIC, header, b"\n", *columns]
    return [*parts, reduce(lambda crc, part: crc32(part, crc), parts, 0).to_bytes(CRC, "little")]


def _parse(content: bytes | memoryview, kind: str) -> tuple[Words, Sequence[memoryview]]:
    """The header, and the bytes of each column. The checksum vouches for what is in them."""
    try:
        view = _vouched_for(memoryview(content))
        words, at = _header(view)
        if (words["kind"], words["order"]) != (kind, sys.byteorder):
            raise ValueError("it is of another kind, or of another kind of machine")
        columns = []
        for typecode, half, width in _shape(kind):
            until = at + int(words[half]) * width * array(typecode).itemsize
            columns.append(view[at:until])
            at = until
        if at != len(view) or not words["v4"] or not words["v6"]:
            raise ValueError("it is too short or too long")
    except (LookupError, TypeError, ValueError) as error:
        raise _unreadable(error) from error
    return words, columns


def _vouched_for(view: memoryview) -> memoryview:
    """All but the checksum, if that is right."""
    if view[: len(MAGIC)] != MAGIC:
        raise ValueError("it does not begin like one of this version")
    if crc32(view[:-CRC]) != int.from_bytes(view[-CRC:], "little"):
        raise ValueError("its checksum is wrong")
    return view[:-CRC]


def _header(view: memoryview) -> tuple[Words, int]:
    """And where what follows begins."""
    at = len(MAGIC)
    while at < len(view):
        part = bytes(view[at : at + 4096])
        if b"\n" in part:
            end = at + part.index(b"\n")
            return json.loads(bytes(view[len(MAGIC) : end])), end + 1
        at += len(part)
    raise ValueError("it ends too early")


def _unreadable(error: Exception) -> LineTableUnreadable:
    return LineTableUnreadable(f"this is no part of a line table, or a damaged one: {error}")
