"""One family's half of an asker table: every address from zero to the last, cut into ranges, each with its class."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from trunkline.lines.askers import AskerTable

LOW = (1 << 64) - 1
"""The lower half of an IPv6 address."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Sorted ranges without holes, over the arrays of an AskerTable.

    `bits` is 32 (starts: one unsigned 32-bit word each) or 128 (two unsigned 64-bit words each: high, low).
    Addresses are plain integers here; positions count ranges, not words. Classes are
    16-bit words in a line table, as in an AskerTable, and 32-bit words in a layer.
    """

    bits: int
    starts: array[int]
    classes: array[int]

    def __len__(self) -> int:
        return len(self.classes)

    def first(self, position: int) -> int:
        """The first address of a range."""
        if self.bits == 32:
            return self.starts[position]
        return self.starts[2 * position] << 64 | self.starts[2 * position + 1]

    def last(self, position: int) -> int:
        """The last address of a range."""
        return (self.first(position + 1) if position + 1 < len(self) else 1 << self.bits) - 1

    def numbers(self) -> Sequence[int]:
        """The first addresses of all ranges."""
        if self.bits == 32:
            return self.starts
        return [high << 64 | low for high, low in zip(self.starts[0::2], self.starts[1::2], strict=True)]

    def ends(self) -> Iterator[int]:
        """The address after the last one of each range."""
        firsts: Iterator[int] = iter(self.starts)
        if self.bits == 128:
            firsts = (high << 64 | low for high, low in zip(firsts, firsts, strict=True))
        return chain(islice(firsts, 1, None), (1 << self.bits,))

    def position(self, address: int) -> int:
        """Which range an address lies in."""
        return bisect_right(range(len(self)), address, key=self.first) - 1

    def cut(self, borders: Iterable[int]) -> Ranges:
        """The same classes with a range beginning at each of `borders` (ascending addresses)."""
        width = self.bits // 8 // self.starts.itemsize
        starts, classes = array(self.starts.typecode), array(self.classes.typecode)
        copied = 0
        for border in borders:
            position = self.position(border)
            if self.first(position) == border:
                continue
            starts += self.starts[copied * width : (position + 1) * width]
            classes += self.classes[copied : position + 1]
            starts.extend((border,) if width == 1 else (border >> 64, border & LOW))
            classes.append(self.classes[position])
            copied = position + 1
        starts += self.starts[copied * width :]
        classes += self.classes[copied:]
        return Ranges(self.bits, starts, classes)


def ranges_of(bits: int, firsts: Iterable[int], classes: array[int]) -> Ranges:
    """Ranges out of first addresses and the class of each."""
    if bits == 32:
        return Ranges(bits, array("I", firsts), classes)
    return Ranges(bits, array("Q", chain.from_iterable((first >> 64, first & LOW) for first in firsts)), classes)


def halves(askers: AskerTable) -> tuple[Ranges, Ranges]:
    """An asker table as its IPv4 and its IPv6 ranges."""
    return (
        Ranges(32, askers.v4_starts, askers.v4_classes),
        Ranges(128, askers.v6_starts, askers.v6_classes),
    )


def join(classes: int, v4: Ranges, v6: Ranges) -> AskerTable:
    """The asker table of both families; `classes` is how many there are."""
    return AskerTable(classes, v4.starts, v4.classes, v6.starts, v6.classes)


def from_starts(bits: int, starts: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges out of (first address, class), ascending from address zero; neighbours of one class become one."""
    firsts, classes = array("I" if bits == 32 else "Q"), array("H")
    for first, asker_class in starts:
        if classes and classes[-1] == asker_class:
            continue
        firsts.extend((first,) if bits == 32 else (first >> 64, first & LOW))
        classes.append(asker_class)
    return Ranges(bits, firsts, classes)
