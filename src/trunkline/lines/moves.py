"""Whom another line table would move: from which lines to which, and how many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from trunkline.lines.beside import beside, networks_of_48_bits
from trunkline.lines.catalogue import DEFAULT
from trunkline.lines.ranges import Ranges, halves
from trunkline.lines.spans import Labels
from trunkline.lines.table import LineTable

Change = tuple[Labels, Labels]
"""The lines that match before, and after."""


@dataclass(frozen=True, slots=True)
class Move:
    """Askers who matched `before` and match `after`: `v4` addresses, and `v6` networks of 48 bits."""

    before: Labels
    after: Labels
    v4: int
    v6: int


@dataclass(frozen=True, slots=True)
class LineMoves:
    """How much a line loses and gains: IPv4 addresses, and IPv6 networks of 48 bits."""

    lost_v4: int = 0
    lost_v6: int = 0
    gained_v4: int = 0
    gained_v6: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """All who match other lines, or the same ones in another order: the largest moves first.

    `v4` addresses and `v6` networks of 48 bits are known to either table: there they match more than `default`.
    `lines` is what `by_line` tells where it was worked out before the moves were put together.
    """

    moves: tuple[Move, ...]
    v4: int
    v6: int
    lines: Mapping[str, LineMoves] = field(default_factory=dict)

    def share(self) -> tuple[float, float]:
        """How much of what is known moves, from 0 to 1: of IPv4, of IPv6."""
        moved_v4, moved_v6 = sum(move.v4 for move in self.moves), sum(move.v6 for move in self.moves)
        return moved_v4 / max(self.v4, 1), moved_v6 / max(self.v6, 1)

    def by_line(self) -> Mapping[str, LineMoves]:
        """What each line that anyone leaves or enters loses and gains; the largest changes first."""
        if self.lines:
            return self.lines
        totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for move in self.moves:
            for lines, others, at in ((move.before, move.after, 0), (move.after, move.before, 2)):
                for line in lines:
                    if line not in others:
                        totals[line][at] += move.v4
                        totals[line][at + 1] += move.v6
        largest = sorted(totals.items(), key=lambda one: (-sum(one[1][0::2]), -sum(one[1][1::2]), one[0]))
        return {line: LineMoves(*amounts) for line, amounts in largest}


def seen_by(moves: Moves, configured: Container[str]) -> Moves:
    """The same to who knows only these lines, in far fewer moves; what each line gains and loses stays as it is."""
    found: defaultdict[Change, list[int]] = defaultdict(lambda: [0, 0])
    for move in moves.moves:
        before, after = (tuple(filter(configured.__contains__, lines)) for lines in (move.before, move.after))
        found[before, after][0] += move.v4
        found[before, after][1] += move.v6
    return Moves(tuple(Move(*lines, *sizes) for lines, sizes in found.items()), moves.v4, moves.v6, moves.by_line())


def moves(before: LineTable, after: LineTable) -> Moves:
    """Who matches other lines by the table `after` than by the one `before` (0.7 s for two of 646,000 ranges)."""
    pairs = zip(halves(before.askers), halves(after.askers), strict=True)
    v4, v6 = (_by_lines(*pair, before.classes, after.classes) for pair in pairs)
    moved = (
        Move(*lines, v4.get(lines, 0), networks_of_48_bits(v6.get(lines, 0)))
        for lines in v4.keys() | v6.keys()
        if lines[0] != lines[1]
    )
    largest = sorted(moved, key=lambda move: (-move.v4, -move.v6, move.before, move.after))
    return Moves(tuple(largest), _known(v4), networks_of_48_bits(_known(v6)))


def moves_in_words(moves: Moves) -> dict[str, Any]:
    """As JSON has it."""
    told = [
        {"before": list(move.before), "after": list(move.after), "v4": move.v4, "v6": move.v6} for move in moves.moves
    ]
    lines = {line: list(astuple(one)) for line, one in moves.lines.items()}
    return {"v4": moves.v4, "v6": moves.v6, "moves": told, "lines": lines}


def moves_of_words(words: Mapping[str, Any]) -> Moves:
    """The same back; raises KeyError, TypeError or ValueError for anything else."""
    lines = {str(line): LineMoves(*map(int, one)) for line, one in words["lines"].items()}
    return Moves(tuple(_moves_of(words["moves"])), int(words["v4"]), int(words["v6"]), lines)


def _moves_of(words: Iterable[Mapping[str, Any]]) -> Iterator[Move]:
    for one in words:
        yield Move(tuple(one["before"]), tuple(one["after"]), int(one["v4"]), int(one["v6"]))


def _by_lines(
    before: Ranges, after: Ranges, classes_before: Sequence[Labels], classes_after: Sequence[Labels]
) -> Mapping[Change, int]:
    """How many addresses match which lines before and after."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for _, size, was, now in beside(before, after):
        sizes[was << 16 | now] += size
    found: defaultdict[Change, int] = defaultdict(int)
    for pair, size in sizes.items():
        found[classes_before[pair >> 16], classes_after[pair & 0xFFFF]] += size
    return found


def _known(amounts: Mapping[Change, int]) -> int:
    return sum(size for lines, size in amounts.items() if lines != ((DEFAULT,), (DEFAULT,)))
