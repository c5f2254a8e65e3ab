"""Who gets what, after gtm.md sections 6 and 10.3, for worlds of one address type in which nothing is disabled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from askers_by_hand import WIDER

TURNED, DRAWN = "turned", "drawn"


@dataclass(frozen=True)
class Member:
    """One of a list, which stands in order of serial: an address, or a pool, which is a list itself."""

    name: str
    lines: tuple[str, ...] = ()
    weight: int = 1
    policy: str = "sequence"
    members: tuple[Member, ...] = field(default=())


Answer = tuple[str, tuple[tuple[str, int], ...]]
"""How a query takes from these addresses and their weights; of a single one there is nothing to take."""


@dataclass(frozen=True)
class Steering:
    """An access domain: pools of addresses, and how they share the work."""

    name: str
    policy: str
    parent_lines: bool
    pools: tuple[Member, ...]

    def configured(self) -> set[str]:
        """The lines that may make a difference here."""
        lists = [self.pools] if self.policy == "source_nearest" else []
        lists += [pool.members for pool in self.pools if pool.policy == "source_nearest"]
        return {line for members in lists for member in members for line in member.lines}

    def counted_under(self, lines: Sequence[str]) -> str:
        """The best line of the asker's that makes a difference here."""
        return next((line for line in lines if line in self.configured()), "default")

    def answer(self, lines: Sequence[str], down: frozenset[str]) -> Answer:
        """What an asker on these lines gets, best first, while these addresses are down."""
        up = [pool for pool in self.pools if available(pool, down)]
        if not up:
            of_default = [pool for pool in self.pools if "default" in pool.lines and self.policy == "source_nearest"]
            return told(TURNED, [(one.name, 1) for one in (of_default or self.pools)[0].members])
        match self.policy:
            case "round_robin" | "weight":
                chosen, how = up, TURNED if self.policy == "round_robin" else DRAWN
            case "sequence":
                chosen, how = up[:1], TURNED
            case _:
                chosen, how = [nearest(self.pools, up, lines, self.parent_lines)], TURNED
        return told(how, [(self._one_of(pool, lines, down), pool.weight) for pool in chosen])

    def _one_of(self, pool: Member, lines: Sequence[str], down: frozenset[str]) -> str:
        up = [one for one in pool.members if one.name not in down]
        if pool.policy == "sequence":
            return up[0].name
        return nearest(pool.members, up, lines, self.parent_lines).name


def available(pool: Member, down: frozenset[str]) -> bool:
    """Any address is enough (`any_ok`)."""
    return any(one.name not in down for one in pool.members)


def nearest(members: Sequence[Member], up: Sequence[Member], lines: Sequence[str], parent_lines: bool) -> Member:
    """The best line that anybody is on decides; if all of it is out: wider ones if that is wished, `default`, the first
    that is there."""
    matched = next((line for line in lines if any(line in one.lines for one in members)), None)
    wider = WIDER.get(matched or "", ()) if parent_lines else ()
    tried = [matched, *wider, "default"] if matched else []
    return next((one for line in tried for one in up if line in one.lines), up[0])


def told(how: str, addresses: Sequence[tuple[str, int]]) -> Answer:
    """Of one address nothing is turned or drawn, and only a draw has weights."""
    if len(addresses) == 1 or how == TURNED:
        return (TURNED if len(addresses) > 1 else "", tuple((name, 1) for name, _ in addresses))
    return how, tuple(addresses)
