"""How far a second source agrees with what is known, address by address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from ipaddress import summarize_address_range
from typing import Any

from trunkline.lines.beside import beside, networks_of_48_bits
from trunkline.lines.facts import ABROAD, NOBODY, Facts
from trunkline.lines.layer import Layer
from trunkline.lines.lists import special
from trunkline.lines.networks import to_address
from trunkline.lines.ranges import Ranges
from trunkline.lines.stack import as_one

FIELDS = ("carrier", "country", "province")

SHOWN = 20
"""So many differences are told of each field and family."""

Pair = tuple[str, str, str]
"""A field, what we say, what they say."""


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """One field in one `family` (4 or 6): of what they say, how much is `alike`, `otherwise`, or where we are `silent`;
    IPv4 addresses, or IPv6 networks of 48 bits."""

    field: str
    family: int
    alike: int
    otherwise: int
    silent: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What we and they say otherwise: of how much, and the largest network of it."""

    field: str
    family: int
    ours: str
    theirs: str
    size: int
    network: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """By field and family; of the differences the largest of each, largest first."""

    fields: tuple[FieldAgreement, ...]
    differences: tuple[Difference, ...]


def agreement(ours: Sequence[Layer], theirs: Layer) -> Agreement:
    """How far a layer says what ours (the lowest first) come to, where it speaks and the addresses are somebody's.

    What counts is which lines askers would be on. Where neither side names a carrier of the mainland (one knows it to
    be nobody's, say, the other a carrier's arm abroad) nothing is counted, for that is so of most of the world and
    would hide the rest. A source that counts Hong Kong, Macao and Taiwan to CN differs there from us, to whom they are
    countries: its askers would be on other lines.
    """
    known, said = as_one(ours), as_one((theirs, special()))
    fields: list[FieldAgreement] = []
    differences: list[Difference] = []
    for family, one, other in ((4, known.v4, said.v4), (6, known.v6, said.v6)):
        sizes, largest = _compared(one, other, known.facts, said.facts)
        fields += [_field(field, family, sizes) for field in FIELDS]
        differences += _differences(family, sizes, largest)
    return Agreement(tuple(fields), tuple(differences))


def agreement_in_words(found: Agreement) -> dict[str, Any]:
    """As JSON has it."""
    return asdict(found)


def _compared(
    ours: Ranges, theirs: Ranges, our_facts: Sequence[Facts], their_facts: Sequence[Facts]
) -> tuple[Mapping[Pair, int], Mapping[Pair, tuple[int, int]]]:
    """The addresses of each pair of words, and the largest piece of them: (how many, the last one)."""
    totals: defaultdict[tuple[int, int], int] = defaultdict(int)
    pieces: dict[tuple[int, int], tuple[int, int]] = {}
    for first, size, our_class, their_class in beside(ours, theirs):
        if their_class:
            both = our_class, their_class
            totals[both] += size
            if both not in pieces or size > pieces[both][0]:
                pieces[both] = size, first + size - 1
    sizes, largest = Counter[Pair](), dict[Pair, tuple[int, int]]()
    for (our_class, their_class), size in totals.items():
        for pair in _pairs(our_facts[our_class], their_facts[their_class]):
            sizes[pair] += size
            largest[pair] = max(largest.get(pair, (0, 0)), pieces[our_class, their_class])
    return sizes, largest


def _pairs(ours: Facts, theirs: Facts) -> Iterator[Pair]:
    """What is to be counted of two statements on one address."""
    ours_is, theirs_is = (one.carrier not in ("", ABROAD, NOBODY) for one in (ours, theirs))
    if theirs_is or (ours_is and theirs.carrier):
        yield "carrier", ours.carrier, theirs.carrier
    for field in ("country", "province"):
        if said := getattr(theirs, field):
            yield field, getattr(ours, field), said


def _field(field: str, family: int, sizes: Mapping[Pair, int]) -> FieldAgreement:
    counts = {"alike": 0, "otherwise": 0, "silent": 0}
    for (of, ours, theirs), size in sizes.items():
        if of == field:
            counts["alike" if ours == theirs else "otherwise" if ours else "silent"] += size
    return FieldAgreement(field, family, **{how: _amount(family, size) for how, size in counts.items()})


def _differences(
    family: int, sizes: Mapping[Pair, int], largest: Mapping[Pair, tuple[int, int]]
) -> Iterator[Difference]:
    shown: Counter[str] = Counter()
    for (field, ours, theirs), size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        if ours and ours != theirs and shown[field] < SHOWN:
            shown[field] += 1
            network = _network(32 if family == 4 else 128, *largest[field, ours, theirs])
            yield Difference(field, family, ours, theirs, _amount(family, size), network)


def _network(bits: int, size: int, last: int) -> str:
    networks = summarize_address_range(to_address(bits, last + 1 - size), to_address(bits, last))
    return str(min(networks, key=lambda network: network.prefixlen))


def _amount(family: int, addresses: int) -> int:
    return addresses if family == 4 else networks_of_48_bits(addresses)
