"""What a policy is: a name, what sets it apart, and how it picks from a list (gtm.md section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum


class Draw(IntEnum):
    """What one query takes from a list: all of it as it stands, all of it turned by one, or one by weight.

    FAIL is an answer's alone, one without members: whoever asks is told SERVFAIL.
    """

    ALL = 0
    ROTATE = 1
    WEIGHT = 2
    FAIL = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A pool or an address that could be chosen. `because` says why it is available, or why not."""

    name: str
    serial: int
    weight: int
    lines: frozenset[str]
    available: bool
    because: str


Members = Sequence[Member]
"""In order of serial, then name; at least one is available."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy may go by besides the members.

    `lines` are the asker's that are configured here, best first. `incumbent` is who is on duty in a list that does not
    preempt. `wider` holds each line's wider ones, nearest first; it is empty unless they may stand in for it.
    """

    lines: Sequence[str] = ()
    incumbent: str | None = None
    wider: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picked:
    """What a policy took, by which rule, and why.

    `line` is the asker's line that decided, if one did; `served` is the one whose members answer, which is another
    under a fallback.
    """

    draw: Draw
    members: tuple[Member, ...]
    rule: str
    because: str
    line: str | None = None
    served: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How the available members of a list share the work; the same between pools and between addresses.

    `by_line`: the asker's line counts. `several`: one answer holds several members, so addresses and domain names
    cannot be mixed. `keeps_incumbent`: it can be told to leave on duty who is (sequence_mode non_preemptive).
    """

    name: str
    summary: str
    pick: Callable[[Members, Asked], Picked]
    by_line: bool = False
    several: bool = False
    keeps_incumbent: bool = False
