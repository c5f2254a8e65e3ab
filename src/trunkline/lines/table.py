"""Who is asking: any address → every line that matches it, best first (gtm.md section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import sub

from trunkline.lines.askers import AskerTable
from trunkline.lines.catalogue import DEFAULT, chain
from trunkline.lines.layer import Layer
from trunkline.lines.networks import IPAddress, parse_address, parse_network, to_address
from trunkline.lines.own import ClassNumbers, Piece, pieces_of, spans_of, splice
from trunkline.lines.ranges import Ranges, from_starts, halves, join
from trunkline.lines.spans import Labels, flatten, overlay


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of an asker: its class, every matching line (best first, `default` last), and where this holds.

    `first` and `last` bound the range of addresses around the asker's that all belong to this class.
    """

    asker_class: int
    lines: tuple[str, ...]
    first: IPAddress
    last: IPAddress


@dataclass(frozen=True)
class LineTable:
    """All addresses of both families, in classes of askers that match the same lines.

    `classes` gives the lines of each class, best first by the priority of gtm.md section 7.1, ending in `default`;
    a class may be empty, and two classes may match the same lines. `version` says what it was made of, for people;
    `layers` are what it was composed of, the lowest first, if that is known.
    """

    askers: AskerTable
    classes: tuple[tuple[str, ...], ...]
    version: str
    layers: tuple[Layer, ...] = field(default=(), compare=False, repr=False)

    def find(self, address: str | IPAddress) -> Match:
        """What an asker with this address matches; raises ValueError when it is no address.

        An IPv4-mapped IPv6 address counts as IPv4.
        """
        parsed = parse_address(address)
        ranges = self._ranges[parsed.version]
        position = ranges.position(int(parsed))
        asker_class = ranges.classes[position]
        first, last = ranges.first(position), ranges.last(position)
        lines = self.classes[asker_class]
        return Match(asker_class, lines, to_address(ranges.bits, first), to_address(ranges.bits, last))

    def with_own_lines(self, own: Mapping[str, Sequence[str]]) -> LineTable:
        """The table with operators' own lines (code → CIDRs of either family) above all others.

        Where several match, the longest prefix goes first, then the code. Raises DocumentError for what is no
        network, and for a code of the catalogue.
        """
        return self.with_pieces(pieces_of(own))

    def with_pieces(self, pieces: Sequence[Piece]) -> LineTable:
        """The same with own lines as pieces of the address space."""
        if not pieces:
            return self
        numbers = ClassNumbers(self.classes)
        v4, v6 = (splice(half, spans_of(half.bits, pieces), numbers) for half in halves(self.askers))
        classes = tuple(numbers.classes)
        return replace(self, askers=join(len(classes), v4, v6), classes=classes)

    def representatives(self, *, family: int = 4) -> Mapping[str, str]:
        """For each line that is somebody's best match: one address that stands for its askers.

        It lies in the largest range where that line is the best, public ones first; `family` is 4 or 6.
        """
        ranges = self._ranges[family]
        public: dict[str, str] = {}
        other: dict[str, str] = {}
        for position in _largest_first(ranges):
            line = self.classes[ranges.classes[position]][0]
            if line in public:
                continue
            address = _somewhere_in(ranges, position)
            (public if _is_public(address) else other).setdefault(line, str(address))
        return other | public

    @cached_property
    def _ranges(self) -> Mapping[int, Ranges]:
        v4, v6 = halves(self.askers)
        return {4: v4, 6: v6}


def table(ranges: Mapping[str, Sequence[str]], *, version: str = "by hand") -> LineTable:
    """A small table out of CIDR → the narrowest lines that match there, best first; wider ones are added.

    Where networks are nested the longest prefix alone counts; where there is none, only `default` matches.
    """
    pieces = [(*parse_network(cidr), cidr) for cidr in ranges]
    numbers: dict[Labels, int] = {(DEFAULT,): 0}
    halves_made = []
    for bits in (32, 128):
        spans = flatten((first, last, cidr) for family, first, last, cidr in pieces if family == bits)
        lines = ((first, chain(*(ranges[labels[0]] if labels else ()))) for first, (labels,) in overlay(bits, [spans]))
        numbered = [(first, numbers.setdefault(line, len(numbers))) for first, line in lines]
        halves_made.append(from_starts(bits, numbered))
    return LineTable(join(len(numbers), *halves_made), tuple(numbers), version)


def _largest_first(ranges: Ranges) -> list[int]:
    firsts = list(map(ranges.first, range(len(ranges))))
    sizes = list(map(sub, [*firsts[1:], 1 << ranges.bits], firsts))
    return sorted(range(len(ranges)), key=sizes.__getitem__, reverse=True)


def _somewhere_in(ranges: Ranges, position: int) -> IPAddress:
    """The second address of a range (the first is mostly a network's own), or its only one."""
    return to_address(ranges.bits, min(ranges.first(position) + 1, ranges.last(position)))


def _is_public(address: IPAddress) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
