"""Whose networks are whose by AS number, as the layers of a line table say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress

from trunkline.documents.line import OwnLine
from trunkline.lines.layer import Layer
from trunkline.lines.own import Piece
from trunkline.lines.table import LineTable

Networks = tuple[int, int, int]
"""(32 or 128 bits, first address, last address)."""


def with_own(table: LineTable, lines: Iterable[OwnLine]) -> LineTable:
    """The table with operators' own lines above all others (gtm.md section 7.1): by network, then by AS number.

    A network that is written down goes before a number, however long its prefix. Raises DocumentError as
    `LineTable.with_own_lines`.
    """
    lines = list(lines)
    by_number = table.with_pieces(_pieces(table.layers, lines))
    return by_number.with_own_lines({line.name: line.networks for line in lines})


def networks_of(layers: Sequence[Layer], asns: Collection[int]) -> Mapping[int, list[Networks]]:
    """Where each of these autonomous systems is, by the uppermost layer that knows any; without those it does not know.

    The layers are the lowest first.
    """
    found: dict[int, list[Networks]] = {}
    layer = who_knows_numbers(layers) if asns else None
    if layer is None:
        return found
    wanted = {str(asn): asn for asn in asns}
    classes = {place: wanted[facts.asn] for place, facts in enumerate(layer.facts) if facts.asn in wanted}
    for half in layer.halves:
        for position in compress(range(len(half)), map(classes.__contains__, half.classes)):
            asn = classes[half.classes[position]]
            found.setdefault(asn, []).append((half.bits, half.first(position), half.last(position)))
    return found


def unknown_numbers(layers: Sequence[Layer], line: OwnLine) -> list[int]:
    """Those of the line's AS numbers that match nobody, for nothing is known of where they are."""
    known = networks_of(layers, line.asns)
    return [asn for asn in line.asns if asn not in known]


def who_knows_numbers(layers: Sequence[Layer]) -> Layer | None:
    """The uppermost of the layers, the lowest first, that says of any network whose number it is."""
    return next((one for one in reversed(layers) if any(facts.asn for facts in one.facts)), None)


def _pieces(layers: Sequence[Layer], lines: Sequence[OwnLine]) -> list[Piece]:
    known = networks_of(layers, {asn for line in lines for asn in line.asns})
    return [(*network, line.name) for line in lines for asn in line.asns for network in known.get(asn, ())]
