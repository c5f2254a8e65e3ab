"""Two ways to cut one family's addresses, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.lines.ranges import Ranges

Piece = tuple[int, int, int, int]
"""(first address, how many, their class in the one, their class in the other)."""


def beside(one: Ranges, other: Ranges) -> Iterator[Piece]:
    """All addresses of a family, ascending, cut where either begins a range."""
    ones, others = (zip(half.ends(), half.classes, strict=True) for half in (one, other))
    one_end, one_class = next(ones)
    other_end, other_class = next(others)
    at, after_all = 0, 1 << one.bits
    while at < after_all:
        end = one_end if one_end < other_end else other_end
        yield at, end - at, one_class, other_class
        at = end
        if one_end == end:
            one_end, one_class = next(ones, (after_all, 0))
        if other_end == end:
            other_end, other_class = next(others, (after_all, 0))


def networks_of_48_bits(addresses: int) -> int:
    """How many whole IPv6 networks of 48 bits so many addresses come to: what one site is given, mostly."""
    return addresses >> 80
