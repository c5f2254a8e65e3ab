"""Layers laid over each other: field by field, the uppermost that speaks has the word; then facts become lines.

    special     what belongs to nobody and nowhere: private, local, reserved
    imported    files that operators bring, the newest on top
    supernets   a carrier's own blocks: fill in where no layer below names a carrier
    asn         whose network announces it
    country     where it is registered

Operators' own lines come above all of these, when the table is published (`LineTable.with_own_lines`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import is_, ne

from trunkline.errors import LayerRefused
from trunkline.lines.facts import NOBODY, SILENCE, SPOKEN, Facts
from trunkline.lines.layer import Layer, Statement
from trunkline.lines.matching import matching_lines
from trunkline.lines.networks import IPAddress
from trunkline.lines.own import CLASS_LIMIT
from trunkline.lines.ranges import Ranges, join, ranges_of
from trunkline.lines.spans import Labels
from trunkline.lines.table import LineTable

SPECIAL, SUPERNETS, ASN, COUNTRY = "special", "supernets", "asn", "country"

Laid = tuple[Sequence[int], "array[int]"]
"""First addresses of one family's ranges, and the number of what is known of each."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the lowest layers of a stack come to, to lay others over: each family, and all that is known anywhere."""

    layers: tuple[Layer, ...]
    halves: tuple[Laid, Laid]
    known: tuple[Facts, ...]

    @classmethod
    def of(cls, layers: Sequence[Layer], below: Ground | None = None) -> Ground:
        """These layers, the lowest first, laid over what is `below`."""
        below = below or NOTHING
        known = {facts: number for number, facts in enumerate(below.known)}
        v4, v6 = (_laid_all(layers, half, below.halves[half], known) for half in (0, 1))
        return cls((*below.layers, *layers), (v4, v6), tuple(known))

    def is_below(self, layers: Sequence[Layer]) -> bool:
        """Whether these layers begin with the very ones that this is made of."""
        return len(layers) >= len(self.layers) and all(map(is_, self.layers, layers))


NOTHING = Ground((), (([0], array("I", (0,))), ([0], array("I", (0,)))), (SILENCE,))
"""Where no layer is."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one layer says of an address, and in which fields its word holds."""

    layer: str
    statement: Statement
    holds: tuple[str, ...]


def laid(name: str, above: Facts, below: Facts) -> Facts:
    """What is known of an address when the layer of that name says `above` of what was known as `below`."""
    if name == SPECIAL:
        return below if above == SILENCE else SILENCE
    if name == SUPERNETS:
        return _filled_in(above, below)
    spoken = {field: getattr(above, field) or getattr(below, field) for field in SPOKEN}
    return Facts(**spoken)


def compose(layers: Sequence[Layer], version: str, ground: Ground = NOTHING) -> LineTable:
    """The line table of these layers, the lowest first; `ground` spares the work on the lowest if it is theirs.

    Raises LayerRefused for more than CLASS_LIMIT combinations of lines.
    """
    below = ground if ground.is_below(layers) else NOTHING
    laid_out = Ground.of(layers[len(below.layers) :], below)
    numbers: dict[Labels, int] = {}
    lines_of = [numbers.setdefault(matching_lines(facts), len(numbers)) for facts in laid_out.known]
    if len(numbers) > CLASS_LIMIT:
        too_many = f"more than {CLASS_LIMIT:,} combinations of lines"
        raise LayerRefused("the line table", too_many, "lay fewer files over it")
    v4, v6 = (
        _joined(bits, starts, array("H", map(lines_of.__getitem__, classes)))
        for bits, (starts, classes) in zip((32, 128), laid_out.halves, strict=True)
    )
    return LineTable(join(len(numbers), v4, v6), tuple(numbers), version, tuple(layers))


def as_one(layers: Sequence[Layer]) -> Layer:
    """What these layers come to, the lowest first, as one; without the words for people."""
    all_ = Ground.of(layers)
    v4, v6 = (ranges_of(bits, *laid_out) for bits, laid_out in zip((32, 128), all_.halves, strict=True))
    return Layer("", all_.known, v4, v6)


def listen(layers: Sequence[Layer], address: IPAddress) -> tuple[tuple[Spoken, ...], Facts]:
    """Every layer that speaks of an address, the uppermost first, and what is known of it in the end."""
    statements = [(layer.name, layer.says(address)) for layer in layers]
    known, holder = SILENCE, dict.fromkeys(SPOKEN, "")
    for name, statement in statements:
        before, known = known, laid(name, statement.facts, known)
        for field in SPOKEN:
            said, now = getattr(statement.facts, field), getattr(known, field)
            if now != getattr(before, field) or (said == now and name != SUPERNETS):
                holder[field] = name
    spoken = (
        Spoken(name, statement, tuple(field for field in SPOKEN if holder[field] == name and getattr(known, field)))
        for name, statement in reversed(statements)
        if statement.facts != SILENCE
    )
    return tuple(spoken), known


def _filled_in(supernet: Facts, below: Facts) -> Facts:
    """APNIC's registry writes its own country, Australia, where it names none; a supernet's is known better."""
    if not supernet.carrier:
        return below
    carrier = supernet.carrier if below.carrier in ("", NOBODY) else below.carrier
    country = "CN" if below.country in ("", "AU") else below.country
    return Facts(carrier, below.province, country, below.cloud, below.search)


def _laid_all(layers: Sequence[Layer], half: int, below: Laid, known: dict[Facts, int]) -> Laid:
    result, facts = below, [*known]
    for layer in layers:

        def combined(above: int, below: int, layer: Layer = layer) -> int:
            made = laid(layer.name, layer.facts[above], facts[below])
            number = known.setdefault(made, len(known))
            if number == len(facts):
                facts.append(made)
            return number

        result = _lay(_without_numbers(layer, half), result, combined)
    return result


def _lay(above: Ranges, below: Laid, combined: Callable[[int, int], int]) -> Laid:
    """Both cut where either begins. What lies under silence, or whole under one range, is copied in one go."""
    below_starts, below_classes = below
    if len(below_classes) == 1:
        numbers = {said: combined(said, below_classes[0]) for said in sorted(set(above.classes))}
        return above.numbers(), array("I", map(numbers.__getitem__, above.classes))
    starts: list[int] = []
    classes = array("I")
    results: dict[int, dict[int, int]] = {}
    above_starts = above.numbers()
    at, end = 0, len(below_classes)
    for place, first in enumerate(above_starts):
        after = above_starts[place + 1] if place + 1 < len(above_starts) else 1 << above.bits
        until = bisect_left(below_starts, after, at, end)
        said = above.classes[place]
        part = below_classes[at:until]
        if said:
            known = results.setdefault(said, {})
            for number in part if len(part) < 4 else set(part):
                if number not in known:
                    known[number] = combined(said, number)
            part = array("I", map(known.__getitem__, part))
        starts.append(first)
        starts += below_starts[at + 1 : until]
        classes += part
        at = until if until < end and below_starts[until] == after else until - 1
    return starts, classes


def _without_numbers(layer: Layer, half: int) -> Ranges:
    """What lines come of: networks that differ by their AS number alone become one."""
    alike: dict[Facts, int] = {}
    places = [alike.setdefault(replace(facts, asn=""), place) for place, facts in enumerate(layer.facts)]
    ranges = layer.halves[half]
    if len(alike) == len(places):
        return ranges
    return _joined(ranges.bits, ranges.numbers(), array("I", map(places.__getitem__, ranges.classes)))


def _joined(bits: int, starts: Sequence[int], classes: array[int]) -> Ranges:
    """The ranges, as few as say the same."""
    begins = [True, *map(ne, classes[1:], classes)]
    return ranges_of(bits, compress(starts, begins), array(classes.typecode, compress(classes, begins)))
