"""How much of the address space each line of a table stands for, and how much nothing is known of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trunkline.lines.beside import networks_of_48_bits
from trunkline.lines.catalogue import DEFAULT
from trunkline.lines.networks import parse_network
from trunkline.lines.ranges import Ranges, halves
from trunkline.lines.spans import Labels, flatten
from trunkline.lines.special import SPECIAL_V4, SPECIAL_V6
from trunkline.lines.table import LineTable

NOT_UNICAST_V6 = ("::/3", "4000::/2", "8000::/1")
"""All IPv6 but the block that public addresses are given out of, 2000::/3 (RFC 4291 section 2.4)."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Where a line matches, as the best or not: `v4` addresses and `v6` networks of 48 bits, and in how many prefixes
    (CIDRs) of each family the table has them; neighbours that match other lines besides are prefixes of their own."""

    v4: int = 0
    v6: int = 0
    v4_prefixes: int = 0
    v6_prefixes: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What each line covers, and of the public addresses how many there are and how many match only `default`.

    `v4` and `unknown_v4` are addresses, `v6` and `unknown_v6` networks of 48 bits. Public is what is not
    special-purpose, and of IPv6 only 2000::/3, most of which nobody has been given yet.
    """

    lines: Mapping[str, Covered]
    v4: int
    v6: int
    unknown_v4: int
    unknown_v6: int

    def of(self, line: str) -> Covered:
        """What a line covers; nothing where the table does not know it."""
        return self.lines.get(line, Covered())

    def unknown_share(self) -> tuple[float, float]:
        """How much of the public space is unknown, from 0 to 1: of IPv4, of IPv6."""
        return self.unknown_v4 / self.v4, self.unknown_v6 / self.v6


def coverage(table: LineTable) -> Coverage:
    """What each line of a table covers (0.4 s for 646,000 ranges); `default`, which matches all, is left out."""
    v4, v6 = (_Half.of(half, table.classes) for half in halves(table.askers))
    lines = {
        line: Covered(v4.sizes[line], networks_of_48_bits(v6.sizes[line]), v4.prefixes[line], v6.prefixes[line])
        for line in sorted((v4.sizes | v6.sizes).keys() - {DEFAULT})
    }
    amounts = v4.public, networks_of_48_bits(v6.public), v4.unknown, networks_of_48_bits(v6.unknown)
    return Coverage(lines, *amounts)


@dataclass(frozen=True, slots=True)
class _Half:
    """One family: the addresses and prefixes of each line, how many addresses are public, and unknown of those."""

    sizes: Counter[str]
    prefixes: Counter[str]
    public: int
    unknown: int

    @classmethod
    def of(cls, ranges: Ranges, classes: Sequence[Labels]) -> _Half:
        counted = _counted(ranges, len(classes))
        sizes, prefixes = Counter[str](), Counter[str]()
        for lines, (size, count) in zip(classes, counted, strict=True):
            if size:
                sizes.update(dict.fromkeys(lines, size))
                prefixes.update(dict.fromkeys(lines, count))
        unknown = {number for number, lines in enumerate(classes) if lines == (DEFAULT,)}
        nobodys = _not_public(ranges.bits)
        public = (1 << ranges.bits) - sum(last + 1 - first for first, last in nobodys)
        of_nobody = sum(_within(ranges, first, last, unknown) for first, last in nobodys)
        return cls(sizes, prefixes, public, sum(counted[number][0] for number in unknown) - of_nobody)


def _counted(ranges: Ranges, classes: int) -> list[tuple[int, int]]:
    """The addresses and the prefixes of each class."""
    sizes, prefixes = [0] * classes, [0] * classes
    first = 0
    for after, asker_class in zip(ranges.ends(), ranges.classes, strict=True):
        sizes[asker_class] += after - first
        prefixes[asker_class] += _prefixes(first, after)
        first = after
    return list(zip(sizes, prefixes, strict=True))


def _prefixes(first: int, after: int) -> int:
    """How many CIDRs cover exactly the addresses from `first` up to `after`, and not that one.

    In between lies one multiple of the highest power of two that they differ in; before it the CIDRs only grow, after
    it they only shrink, and each is one bit of the length of its side.
    """
    width = (first ^ after).bit_length() - 1
    middle = after >> width << width
    return (middle - first).bit_count() + (after - middle).bit_count()


@cache
def _not_public(bits: int) -> tuple[tuple[int, int], ...]:
    """The first and last addresses of what is given to nobody, or not as a public address; disjoint."""
    networks = SPECIAL_V4 if bits == 32 else (*SPECIAL_V6, *NOT_UNICAST_V6)
    spans = flatten((first, last, "") for _, first, last in map(parse_network, networks))
    return tuple((span.first, span.last) for span in spans)


def _within(ranges: Ranges, first: int, last: int, classes: Container[int]) -> int:
    """How many of the addresses from `first` to `last` are of one of these classes."""
    positions = range(ranges.position(first), ranges.position(last) + 1)
    return sum(
        min(ranges.last(position), last) + 1 - max(ranges.first(position), first)
        for position in positions
        if ranges.classes[position] in classes
    )
