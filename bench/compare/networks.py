"""Ten thousand made-up networks of three carriers, and the oracle: who is on which line, and how far that holds."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

LINES = ("default", "ct", "cu", "cm")
"""A line's place is its number; whoever is in no network of a carrier is on the first."""

CARRIERS = (1, 2, 3)
SHARES = (40, 30, 30)

WORLD = (("1.0.0.0", "126.255.255.255"), ("128.0.0.0", "223.255.255.255"))
LOOPBACK = ("127.64.0.0", "127.127.255.255")
"""Where askers stand who send no client subnet: they can be had on one machine."""

LENGTHS = dict(zip(range(12, 25), (1, 2, 5, 8, 14, 10, 10, 12, 12, 8, 12, 6, 30), strict=True))
"""How often each prefix length occurs in the world, in parts of 130; most are /24 and /16, as in routing tables."""

LOOPBACK_LENGTHS = {18: 1, 20: 1, 22: 1, 24: 2}
LONGEST = 24
NESTED, HALVES, LOOPING = 10, 50, 20
"""One network of so many lies in one of another carrier; is a half of one that two such cover; is on LOOPBACK."""

BITS = 32
Block = tuple[int, int]
"""First address and prefix length."""


@dataclass(frozen=True)
class Networks:
    """Which carrier each block is of; the longest block around an address decides."""

    carriers: Mapping[Block, int]

    def line_of(self, asker: int) -> int:
        """The number of the asker's line."""
        return self._lines[bisect_right(self._starts, asker) - 1]

    def safe(self, asker: int, scope: int) -> bool:
        """Whether everybody in the prefix of `scope` bits around the asker is on one line (RFC 7871 section 7.2.1)."""
        first, last = ends((start_of(asker, scope), scope))
        return bisect_right(self._starts, first) == bisect_right(self._starts, last)

    def shortest_scope(self, asker: int) -> int:
        """The shortest prefix length that is safe: an answer with it can be kept for the most askers."""
        return bisect_left(range(BITS), True, key=lambda scope: self.safe(asker, scope))

    def within(self, place: tuple[str, str]) -> list[Block]:
        """The blocks that begin between two addresses, in their order."""
        first, last = bounds(place)
        return sorted(block for block in self.carriers if first <= block[0] <= last)

    def of(self, carrier: int) -> Iterator[str]:
        """A carrier's networks in CIDR notation, in their order."""
        return (cidr(block) for block, whose in sorted(self.carriers.items()) if whose == carrier)

    @cached_property
    def _segments(self) -> Sequence[tuple[int, int]]:
        """Where a line begins and which, so that neighbours differ."""
        borders = sorted({0, *(edge for block in self.carriers for edge in (block[0], ends(block)[1] + 1))})
        lines = [(border, self._line_at(border)) for border in borders if border < 1 << BITS]
        return [lines[0], *(after for before, after in pairwise(lines) if before[1] != after[1])]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [start for start, _ in self._segments]

    @cached_property
    def _lines(self) -> Sequence[int]:
        return [line for _, line in self._segments]

    def _line_at(self, asker: int) -> int:
        blocks = ((start_of(asker, length), length) for length in range(BITS, -1, -1))
        return next((self.carriers[block] for block in blocks if block in self.carriers), 0)


def make_networks(count: int, chance: random.Random) -> Networks:
    """`count` blocks /12 to /24. A tenth of them lie in others of another carrier, some in pairs that wholly cover one;
    a twentieth are on the loopback net."""
    carriers: dict[Block, int] = {}
    taken: list[Block] = []
    nested, looping = count // NESTED, count // LOOPING
    outer = count - nested - looping
    for place, lengths, share in (
        (WORLD[0], LENGTHS, outer // 2),
        (WORLD[1], LENGTHS, outer - outer // 2),
        (LOOPBACK, LOOPBACK_LENGTHS, looping),
    ):
        for block in _apart(place, lengths, share, taken, chance):
            carriers[block] = chance.choices(CARRIERS, SHARES)[0]
    _nest(carriers, nested, count // HALVES, chance)
    return Networks(carriers)


def _apart(
    place: tuple[str, str], lengths: Mapping[int, int], count: int, taken: list[Block], chance: random.Random
) -> Iterator[Block]:
    """Blocks that overlap nothing in `taken`, which grows."""
    first, last = bounds(place)
    while count:
        length = chance.choices([*lengths], [*lengths.values()])[0]
        block = (start_of(chance.randint(first, last), length), length)
        if first <= block[0] and ends(block)[1] <= last and not _overlaps(block, taken):
            insort(taken, block)
            yield block
            count -= 1


def _overlaps(block: Block, taken: Sequence[Block]) -> bool:
    place = bisect_left(taken, block)
    before, after = taken[max(place - 1, 0) : place], taken[place : place + 1]
    return any(ends(one)[1] >= block[0] for one in before) or any(one[0] <= ends(block)[1] for one in after)


def _nest(carriers: dict[Block, int], count: int, halves: int, chance: random.Random) -> None:
    """`count` blocks more, each in one of another carrier; so many of them are halves, two to a block."""
    outer = sorted(carriers)
    halved = chance.sample([block for block in outer if block[1] < LONGEST], halves // 2)
    for start, length in halved:
        other = _another(carriers[start, length], chance)
        carriers[start, length + 1] = carriers[start + (1 << (BITS - length - 1)), length + 1] = other
    roomy = [block for block in outer if block[1] <= LONGEST - 3 and block not in halved]
    left = count - 2 * len(halved)
    while left:
        outside = chance.choice(roomy)
        length = chance.randint(outside[1] + 1, LONGEST)
        block = (start_of(chance.randint(*ends(outside)), length), length)
        if block not in carriers:
            carriers[block] = _another(carriers[outside], chance)
            left -= 1


def _another(carrier: int, chance: random.Random) -> int:
    return chance.choice([one for one in CARRIERS if one != carrier])


def start_of(address: int, length: int) -> int:
    """The first address of the prefix of `length` bits around one."""
    return address >> (BITS - length) << (BITS - length)


def ends(block: Block) -> tuple[int, int]:
    """Its first and its last address."""
    return block[0], block[0] + (1 << (BITS - block[1])) - 1


def bounds(place: tuple[str, str]) -> tuple[int, int]:
    """Two addresses as numbers."""
    return int(IPv4Address(place[0])), int(IPv4Address(place[1]))


def cidr(block: Block) -> str:
    """A block in CIDR notation."""
    return str(IPv4Network(block))
