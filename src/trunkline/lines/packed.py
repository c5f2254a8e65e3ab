"""A layer as a small file, and back: fast to read, since nothing is done range by range.

    xz( b"trunkline layer 2\\n"
        header: a line of JSON: {"name", "source", "facts": [[carrier, province …] …], "v4": ranges, "v6": ranges}
        v4 starts as steps (32 bit), v4 classes (32 bit),
        v6 starts: high halves as steps (64 bit), low halves (64 bit), v6 classes (32 bit) )

A step is the difference from the number before. Each column is stored in byte planes (every word's lowest byte, then
every word's second …), which xz shrinks best: 555,000 ranges take 0.5 MB.
"""

from __future__ import annotations

import json
import lzma
import sys
from array import array
from collections.abc import Iterable
from itertools import accumulate
from operator import sub

from trunkline.errors import LineTableUnreadable
from trunkline.lines.layer import Layer
from trunkline.lines.layer_words import facts_in_words, facts_of_words, source_in_words, source_of_words
from trunkline.lines.ranges import Ranges

MAGIC = b"trunkline layer 2\n"


def pack(layer: Layer) -> bytes:
    """The file of a layer; the same layer gives the same bytes."""
    v4, v6 = layer.halves
    words = {"name": layer.name, "source": source_in_words(layer.source), "facts": facts_in_words(layer.facts)}
    header = json.dumps({**words, "v4": len(v4), "v6": len(v6)}, ensure_ascii=False)
    columns = (
        array("I", _steps(v4.starts)),
        v4.classes,
        array("Q", _steps(v6.starts[0::2])),
        v6.starts[1::2],
        v6.classes,
    )
    content = MAGIC + header.encode() + b"\n" + b"".join(map(_to_planes, columns))
    return lzma.compress(content, preset=6 | lzma.PRESET_EXTREME)


def unpack(packed: bytes) -> Layer:
    """The layer in such a file; raises LineTableUnreadable when there is none or it is damaged."""
    try:
        content = lzma.decompress(packed)
        if not content.startswith(MAGIC):
            raise ValueError("it does not begin like one of this version")
        return _parse(content)
    except (lzma.LZMAError, LookupError, ValueError, TypeError, OverflowError, AttributeError) as error:
        raise LineTableUnreadable(f"this is no layer of a line table, or a damaged one: {error}") from error


def _parse(content: bytes) -> Layer:
    end = content.index(b"\n", len(MAGIC))
    header = json.loads(content[len(MAGIC) : end])
    v4, v6 = int(header["v4"]), int(header["v6"])
    v4_steps, v4_classes, highs, lows, v6_classes = _columns(
        memoryview(content)[end + 1 :], (("I", v4), ("I", v4), ("Q", v6), ("Q", v6), ("I", v6))
    )
    if v4_steps[0] or highs[0] or lows[0]:
        raise ValueError("it does not begin at address zero")
    v6_starts = array("Q", bytes(16 * v6))
    v6_starts[0::2], v6_starts[1::2] = array("Q", accumulate(highs)), lows
    facts = facts_of_words(header["facts"])
    if max(max(v4_classes), max(v6_classes)) >= len(facts):
        raise ValueError("a range has a class that is not there")
    halves = Ranges(32, array("I", accumulate(v4_steps)), v4_classes), Ranges(128, v6_starts, v6_classes)
    return Layer(str(header["name"]), facts, *halves, source_of_words(header["source"]))


def _columns(planes: memoryview, shapes: Iterable[tuple[str, int]]) -> list[array[int]]:
    columns = []
    for typecode, count in shapes:
        column = array(typecode)
        size = count * column.itemsize
        if len(planes) < size:
            raise ValueError("it ends too early")
        column.frombytes(_from_planes(planes[:size], column.itemsize))
        columns.append(_little_endian(column))
        planes = planes[size:]
    return columns


def _steps(numbers: array[int]) -> Iterable[int]:
    return map(sub, numbers, array(numbers.typecode, (0, *numbers[:-1])))


def _to_planes(column: array[int]) -> bytes:
    words = _little_endian(column).tobytes()
    return b"".join(words[plane :: column.itemsize] for plane in range(column.itemsize))


def _from_planes(planes: memoryview, itemsize: int) -> bytearray:
    words, count = bytearray(len(planes)), len(planes) // itemsize
    for plane in range(itemsize):
        words[plane::itemsize] = planes[plane * count : (plane + 1) * count]
    return words


def _little_endian(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column
