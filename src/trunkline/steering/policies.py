"""The four policies of gtm.md section 6, the same between pools and between addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trunkline.documents.policy import Policy
from trunkline.steering.choice import Draw


@dataclass(frozen=True, slots=True)
class Member:
    """A pool or an address that could be chosen. `because` says why it is available, or why not."""

    name: str
    serial: int
    weight: int
    lines: frozenset[str]
    available: bool
    because: str


@dataclass(frozen=True, slots=True)
class Picked:
    """What a policy took. `line` is the line that decided, if one did; `rule` is as in Choice."""

    draw: Draw
    members: tuple[Member, ...]
    rule: str
    because: str
    line: str | None = None


Members = Sequence[Member]
"""In order of serial, then name; at least one is available."""


def pick(policy: Policy, members: Members, lines: Sequence[str]) -> Picked:
    """Applies a policy. `lines` are the asker's lines that are configured here, best first."""
    return _POLICIES[policy](members, lines)


def _round_robin(members: Members, lines: Sequence[str]) -> Picked:
    up = _available(members)
    return Picked(Draw.ROTATE, up, "round_robin", f"{_who(up, members)}{_but_for(members)}")


def _weight(members: Members, lines: Sequence[str]) -> Picked:
    up = _available(members)
    shares = ", ".join(f"{member.name} {member.weight}" for member in up)
    return Picked(Draw.WEIGHT, up, "weight", f"one by weight ({shares}){_but_for(members)}")


def _sequence(members: Members, lines: Sequence[str]) -> Picked:
    first = _available(members)[0]
    before = [member for member in members if _order(member) < _order(first)]
    because = f"{first.name} is the first available one{_but_for(before)}"
    return Picked(Draw.ALL, (first,), "sequence", because)


def _source_nearest(members: Members, lines: Sequence[str]) -> Picked:
    """The best configured line decides; when all of it is out, default (F1); then the smallest serial (Q2, Q3)."""
    matched = next((line for line in lines if any(line in member.lines for member in members)), None)
    if matched is None:
        first = _available(members)[0]
        because = f"no line here matches and none is default, so {first.name}, the first available one"
        return Picked(Draw.ALL, (first,), "Q3", because)
    own = [member for member in members if matched in member.lines]
    if up := _available(own):
        because = f"{up[0].name} serves line {matched}{_but_for(own[: own.index(up[0])])}"
        return Picked(Draw.ALL, up[:1], "source_nearest", because, matched)
    return _for_lack_of(own, matched, members)


def _for_lack_of(own: Members, matched: str, members: Members) -> Picked:
    out = "; ".join(f"{member.name} is out ({member.because})" for member in own)
    default = _available([member for member in members if "default" in member.lines])
    if default:
        because = f"line {matched}: {out}; so {default[0].name} of the default line"
        return Picked(Draw.ALL, default[:1], "F1", because, matched)
    first = _available(members)[0]
    nothing = "" if matched == "default" else ", and nothing of the default line is available"
    because = f"line {matched}: {out}{nothing}; so {first.name}, the first available one"
    return Picked(Draw.ALL, (first,), "Q2", because, matched)


_POLICIES: Mapping[Policy, Callable[[Members, Sequence[str]], Picked]] = {
    Policy.ROUND_ROBIN: _round_robin,
    Policy.SEQUENCE: _sequence,
    Policy.WEIGHT: _weight,
    Policy.SOURCE_NEAREST: _source_nearest,
}


def _available(members: Members) -> tuple[Member, ...]:
    return tuple(member for member in members if member.available)


def _order(member: Member) -> tuple[int, str]:
    return member.serial, member.name


def _who(up: Members, members: Members) -> str:
    if len(members) == 1:
        return f"{up[0].name} is the only one"
    if len(up) == 1:
        return f"{up[0].name} is the only available one"
    return f"{', '.join(member.name for member in up)} take turns"


def _but_for(members: Members) -> str:
    out = "; ".join(f"{member.name} is out ({member.because})" for member in members if not member.available)
    return f"; {out}" if out else ""
