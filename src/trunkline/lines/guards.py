"""Whether another line table may be used without a person who agrees: no carrier should lose its addresses unseen, nor
the mainland, nor the rest of the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from trunkline.lines.catalogue import DEFAULT, Category, catalogue
from trunkline.lines.coverage import Coverage
from trunkline.lines.known_resolvers import Result
from trunkline.lines.moves import Moves
from trunkline.lines.spans import Labels

KEPT = 0.8
"""The share of its present addresses that each carrier has to keep, and either half of the world."""

FLIPPED = 0.05
"""The share of all carriers' addresses that may come to another carrier, or to none."""

LARGE = 0.01
"""The share of all carriers' addresses from which on a carrier is large."""

WORLD = frozenset({"internal", "oversea"})
"""The lines of the mainland and of all else: what a broken list of countries empties, though no carrier feels it."""

SHOWN = 5
"""So many known resolvers are named; there may be more that would be wrong."""

WAY_OUT = "--anyway is for who knows better"
_UNITS = ("IPv4 addresses", "IPv6 /48s")


def faults(moves: Moves, before: Coverage, results: Sequence[Result], *, large: float = 0.0) -> tuple[str, ...]:
    """Why the table that `moves` lead to may not follow the one with the coverage `before`: sentences, or nothing.

    `results` are what the new table says of the known resolvers. Both families are judged, each by itself; what has no
    carrier now may come to any. `large` is the share of all carriers' addresses that a carrier must have for its losses
    to be a fault; those of smaller ones are for `notices`.
    """
    few = f"and fewer than {100 * KEPT:.0f} % are too few"
    lost = (f"{sentence}, {few}; {WAY_OUT}" for share, sentence in _lost(moves, before) if share >= large)
    return (*lost, *_flipped(moves, before), *_wrong(results))


def notices(moves: Moves, before: Coverage, *, large: float) -> tuple[str, ...]:
    """What smaller carriers lose: worth knowing, and no reason to refuse a table."""
    lost = (sentence for share, sentence in _lost(moves, before) if share < large)
    return tuple(f"{sentence}, and it is too small a carrier to refuse the table for that" for sentence in lost)


@cache
def carriers() -> frozenset[str]:
    """The widest lines of all carriers: telecom, unicom, edu …"""
    lines = catalogue().values()
    return frozenset(line.code for line in lines if line.category is Category.ISP and line.parent == DEFAULT)


def _lost(moves: Moves, before: Coverage) -> Iterator[tuple[float, str]]:
    """Each carrier that would keep too few, and the share that it has now of all carriers' addresses; of the world's
    halves, which are large at any rate, that share is 1."""
    by_line, had = moves.by_line(), _had(before)
    for line in sorted((carriers() | WORLD) & by_line.keys()):
        now, moved = before.of(line), by_line[line]
        for all_, own, lost, unit in zip(had, (now.v4, now.v6), (moved.lost_v4, moved.lost_v6), _UNITS, strict=True):
            if own and (own - lost) < KEPT * own:
                share = f"{_percent(own - lost, own)} of its {own:,} {unit}"
                yield 1.0 if line in WORLD else own / all_, f"{line} would keep {share}"


def _flipped(moves: Moves, before: Coverage) -> Iterator[str]:
    flips = [move for move in moves.moves if _carrier(move.before) not in ("", _carrier(move.after))]
    flipped = (sum(one.v4 for one in flips), sum(one.v6 for one in flips))
    for all_, flip, unit in zip(_had(before), flipped, _UNITS, strict=True):
        if flip > FLIPPED * all_:
            largest = max(flips, key=lambda one: one.v4 if unit == _UNITS[0] else one.v6)
            moved = f"{_carrier(largest.before)} → {_carrier(largest.after) or 'none'}"
            share = f"{_percent(flip, all_)} of the {all_:,} {unit} that have a carrier (such as {moved})"
            limit = f"more than {100 * FLIPPED:.0f} % are too many"
            yield f"{share} would come to another or to none, and {limit}; {WAY_OUT}"


def _had(before: Coverage) -> tuple[int, int]:
    """How much all carriers have: IPv4 addresses, IPv6 /48s."""
    had = [before.of(line) for line in carriers()]
    return sum(one.v4 for one in had), sum(one.v6 for one in had)


def _wrong(results: Sequence[Result]) -> Iterator[str]:
    wrong = [one for one in results if not one.right]
    for one in wrong[:SHOWN]:
        name = f" ({one.resolver.name})" if one.resolver.name else ""
        yield f"the known resolver {one.resolver.address}{name} {one.because}; {WAY_OUT}"
    if len(wrong) > SHOWN:
        yield f"{len(wrong) - SHOWN} more known resolvers would be wrong; {WAY_OUT}"


def _carrier(lines: Labels) -> str:
    return next((line for line in lines if line in carriers()), "")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
