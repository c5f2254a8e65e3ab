"""The shapes in which the doors tell how everything stands: frozen and ready for JSON.

Times are seconds since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """What one place last said of a task, and since when it finds so: None before it found anything.

    `counts` says that the word is fresh, so that the verdict follows from it and those of the other places.
    """

    place: str
    state: str
    detail: str
    since: float | None
    counts: bool


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One monitor on one address; `since` is None before the first verdict.

    `places` are those that have said anything of it, by name.
    """

    monitor: str
    port: int | None
    state: str
    detail: str
    since: float | None
    stale: bool
    places: tuple[PlaceWord, ...]


@dataclass(frozen=True, slots=True)
class OverrideStatus:
    """An operator's word on an address; `expires` None is never.

    `still_answered` names the access domains that answer with it all the same, having nothing better. Of one that
    drains, `drained_at` is when every cache has let go of it: None while somebody is still answered with it.
    """

    state: str
    reason: str
    by: str
    since: float
    expires: float | None
    still_answered: tuple[str, ...] = ()
    drained_at: float | None = None


@dataclass(frozen=True, slots=True)
class AddressStatus:
    """An address with its health; `tasks` says of each monitor on it what it finds and since when.

    `held` says that it is answered with as it stood before, for the brake holds its turn back; `because` then also
    says what its checks find now.
    """

    name: str
    endpoint: str
    enabled: bool
    health: str
    available: bool
    because: str
    tasks: tuple[TaskStatus, ...]
    held: bool = False
    override: OverrideStatus | None = None


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """A pool with its health and the names of its addresses.

    `on_duty` is the address that stays in a sequence that does not preempt (gtm.md section 6.2), None where none does.
    """

    name: str
    type: str
    enabled: bool
    policy: str
    health: str
    available: bool
    because: str
    addresses: tuple[str, ...]
    on_duty: str | None = None


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What askers of one line are answered now, and why."""

    line: str
    answer: tuple[str, ...]
    rule: str
    because: str


@dataclass(frozen=True, slots=True)
class DomainStatus:
    """An access domain with its health and its answers, line by line; none while it is disabled.

    `on_duty` is the pool that stays in a sequence that does not preempt (gtm.md section 6.2), None where none does.
    """

    name: str
    type: str
    enabled: bool
    policy: str
    ttl: int
    health: str
    available: bool
    because: str
    pools: tuple[str, ...]
    answers: tuple[LineStatus, ...]
    on_duty: str | None = None


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """How the node is: ready to answer or what it waits for, the revision it answers by, and if that may be old.

    `held` says why the brake holds back what failing checks would move; it is empty when it does not.
    """

    ready: bool
    because: str
    stale: bool
    revision: int
    line_table: str
    documents: dict[str, int]
    dns: tuple[str, ...]
    held: str = ""


@dataclass(frozen=True, slots=True)
class BrakeStatus:
    """Whether the brake holds something back: since when, why, and which addresses' turns.

    `per_cent` is what may move within `window` seconds before a person must agree; None is any part.
    """

    held: bool
    since: float | None
    because: str
    addresses: tuple[str, ...]
    per_cent: int | None
    window: float


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is: documents by section, health tasks, and how often these are run, once in each place.

    A health task is a monitor on an address at a port; a probe task is one of those at one place (gtm.md section 11.3).
    """

    revision: int
    documents: dict[str, int]
    health_tasks: int
    probe_tasks: int
