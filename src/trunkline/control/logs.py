"""The logs of what happened: alerts, what became of them, what each line was answered, how all stood."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from trunkline.node import Node
from trunkline.store.contract import ALERT, DELIVERY, STANDING, SWITCH


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of a log: its own number, which only grows, when (seconds since the epoch), and whom it is about."""

    number: int
    at: float
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class LoggedAlert(Logged):
    """Something turned, and these contact groups were to be told of it (gtm.md section 13.1)."""

    event: str
    title: str
    body: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoggedDelivery(Logged):
    """What became of alert number `alert` on one channel of a contact group."""

    alert: int
    group: str
    channel: str
    ok: bool
    tries: int
    detail: str


@dataclass(frozen=True, slots=True)
class LoggedSwitch(Logged):
    """What askers of one line were answered before and from then on, and why (gtm.md section 13.3)."""

    line: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class LoggedStanding(Logged):
    """How an address or a pool stood from then on, by its checks; `held`: the brake kept the answers from following."""

    health: str
    available: bool
    enabled: bool
    because: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are sought: about whom, of which time (seconds since the epoch, both ends included), with what."""

    kind: str | None = None
    key: str | None = None
    since: float | None = None
    until: float | None = None
    contains: str | None = None
    limit: int = 100
    before: int | None = None


async def alerts(node: Node, sought: Sought) -> tuple[LoggedAlert, ...]:
    """Newest first."""
    return _ALERTS.validate_python(await _rows(node, ALERT, sought))


async def deliveries(node: Node, sought: Sought) -> tuple[LoggedDelivery, ...]:
    """Newest first."""
    return _DELIVERIES.validate_python(await _rows(node, DELIVERY, sought))


async def switches(node: Node, sought: Sought) -> tuple[LoggedSwitch, ...]:
    """Newest first."""
    return _SWITCHES.validate_python(await _rows(node, SWITCH, sought))


async def standings(node: Node, sought: Sought) -> tuple[LoggedStanding, ...]:
    """Newest first."""
    return _STANDINGS.validate_python(await _rows(node, STANDING, sought))


_ALERTS = TypeAdapter(tuple[LoggedAlert, ...])
_DELIVERIES = TypeAdapter(tuple[LoggedDelivery, ...])
_SWITCHES = TypeAdapter(tuple[LoggedSwitch, ...])
_STANDINGS = TypeAdapter(tuple[LoggedStanding, ...])


async def _rows(node: Node, log: str, sought: Sought) -> list[dict[str, Any]]:
    found = await node.store.logged(log, **asdict(sought))
    return [{**one.body, "number": one.number, "at": one.at, "kind": one.kind, "key": one.key} for one in found]
