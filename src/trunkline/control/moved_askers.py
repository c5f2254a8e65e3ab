"""Whom another line table moves: by line, and by access domain those who are answered otherwise for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trunkline.documents.access_domain import AccessDomain
from trunkline.lines.moves import Moves
from trunkline.node import Node
from trunkline.publisher import Answered
from trunkline.snapshot.views import View
from trunkline.steering.choose import choose_for_each, configured_lines

Told = tuple[str, ...]
Amount = tuple[int, int]
"""IPv4 addresses, and IPv6 networks of 48 bits."""


@dataclass(frozen=True, slots=True)
class MovedLine:
    """How much a line gains and loses: IPv4 addresses, and IPv6 networks of 48 bits."""

    line: str
    v4_gained: int
    v4_lost: int
    v6_gained: int
    v6_lost: int


@dataclass(frozen=True, slots=True)
class MovedDomain:
    """Askers of an access domain who are answered otherwise: how many IPv4 addresses and IPv6 networks of 48 bits, as
    shares (0 to 1) of all that either table knows, and a sentence that names the largest change."""

    access_domain: str
    v4: int
    v6: int
    v4_share: float
    v6_share: float
    because: str


@dataclass(frozen=True, slots=True)
class MovedAskers:
    """Shares (0 to 1) of those who are on other lines, of all that either table knows; by line the largest first, and
    by access domain those of whom anyone is answered otherwise."""

    v4_share: float
    v6_share: float
    lines: tuple[MovedLine, ...]
    access_domains: tuple[MovedDomain, ...]


def moved_askers(moves: Moves, node: Node) -> MovedAskers:
    """Whom these moves concern, by the documents and the health of now; raises NotReady before the node answers.

    It takes 0.4 s for a thousand access domains that are not alike and as many moves: not for the event loop.
    """
    return moved_among(moves, node.answered)


def moved_among(moves: Moves, answered: Answered) -> MovedAskers:
    """The same by what is answered by. Own lines must lie over both tables already, as they do in use."""
    lines = (
        MovedLine(line, one.gained_v4, one.lost_v4, one.gained_v6, one.lost_v6) for line, one in moves.by_line().items()
    )
    domains = sorted(_domains(moves, answered), key=lambda one: (-one.v4_share - one.v6_share, one.access_domain))
    return MovedAskers(*moves.share(), tuple(lines), tuple(domains))


def _domains(moves: Moves, answered: Answered) -> Iterator[MovedDomain]:
    """Access domains that are answered alike share their choices: one account is enough for all of them."""
    views: dict[frozenset[str], Mapping[tuple[View, View], Amount]] = {}
    known: dict[int, Mapping[tuple[Told, Told], Amount]] = {}
    config, choices = answered.compiled.config, answered.compiled.choices
    for key, chosen in choices.items():
        if id(chosen) not in known:
            configured = configured_lines(config.access_domains[key], config)
            if configured not in views:
                views[configured] = _views(moves, configured)
            known[id(chosen)] = _answers(views[configured], config.access_domains[key], answered)
        if changes := known[id(chosen)]:
            yield _domain(key, changes, moves)


def _views(moves: Moves, configured: frozenset[str]) -> Mapping[tuple[View, View], Amount]:
    """The moves as they look to who knows only these lines; those that look like none are left out."""
    found: dict[tuple[View, View], Amount] = {}
    for move in moves.moves:
        before, after = (tuple(filter(configured.__contains__, lines)) for lines in (move.before, move.after))
        if before != after:
            v4, v6 = found.get((before, after), (0, 0))
            found[before, after] = v4 + move.v4, v6 + move.v6
    return found


def _answers(
    views: Mapping[tuple[View, View], Amount], domain: AccessDomain, answered: Answered
) -> Mapping[tuple[Told, Told], Amount]:
    """What those are told before and after who are told something else."""
    wanted = dict.fromkeys(view for both in views for view in both)
    choices = choose_for_each(domain, wanted, answered.compiled.config, answered.availability)
    found: dict[tuple[Told, Told], Amount] = {}
    for (old, new), (v4, v6) in views.items() if choices else ():
        before, after = choices[old].told, choices[new].told
        if before != after:
            known_v4, known_v6 = found.get((before, after), (0, 0))
            found[before, after] = known_v4 + v4, known_v6 + v6
    return found


def _domain(key: str, changes: Mapping[tuple[Told, Told], Amount], moves: Moves) -> MovedDomain:
    v4, v6 = (sum(amounts) for amounts in zip(*changes.values(), strict=True))
    shares = v4 / max(moves.v4, 1), v6 / max(moves.v6, 1)
    before, after = max(changes, key=lambda change: changes[change])
    most = "" if len(changes) == 1 else "most of them "
    because = (
        f"{_percent(shares[0])} of {key}'s askers by IPv4 addresses, {_percent(shares[1])} by IPv6 networks, are told "
        f"otherwise, {most}{', '.join(after)} and not {', '.join(before)}"
    )
    return MovedDomain(key, v4, v6, *shares, because)


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "less than 0.1 %"
    return f"{100 * share:.1f} %" if share else "0 %"
