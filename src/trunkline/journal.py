"""What turned, written into the store's logs: how all stands, what each line is answered, and who is to be told."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol

import structlog

from trunkline.alerts.alert import Alert, Delivered
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.event import Event
from trunkline.health.availability import Availability, Health, Standing
from trunkline.health.events import Stood, Subject, event_of, groups_told, message_of
from trunkline.publisher import Turn
from trunkline.store.contract import ALERT, DELIVERY, STANDING, SWITCH, Entry, Store

log: Any = structlog.get_logger("trunkline")

MOST_SWITCHES = 10_000
"""Lines of access domains that one publication writes into the log; of more, how many there were."""

MOST_TURNS = 1000
"""Publications that wait for a store that cannot be written to; older ones are not told of."""

RETOLD = 3600.0
"""Seconds for which an alert that was not delivered when the node ended is tried again."""

Stoods = dict[tuple[Subject, str], Stood]
"""By kind and name."""


class Told(Protocol):
    """Whoever delivers alerts."""

    def take(self, alert: Alert, groups: Sequence[ContactGroup]) -> None:
        """Begins to deliver; never waits."""
        ...


class Journal:
    """Keeps the logs. A publication that comes while the store is away is written when it is back.

    `config` gives the newest documents.
    """

    def __init__(self, delivery: Told, config: Callable[[], Config]) -> None:
        self._delivery, self._config = delivery, config
        self._judged = Availability()
        self._turns: deque[Turn] = deque(maxlen=MOST_TURNS)
        self._delivered: deque[Entry] = deque(maxlen=MOST_TURNS)
        self._due = asyncio.Event()

    def take(self, turn: Turn) -> None:
        """Hears of a publication."""
        self._turns.append(turn)
        self._due.set()

    def delivered(self, what: Delivered, at: float) -> None:
        """Hears what became of an alert, `at` in seconds since the epoch."""
        self._delivered.append(Entry(DELIVERY, at, "contact_group", what.group, asdict(what)))
        self._due.set()

    async def keep(self, store: Store) -> None:
        """Writes what is heard, beginning from how all stood by the log, and what nobody was told of yet."""
        last = {_subject(entry): _stood(entry.body) for entry in await store.latest(STANDING)}
        for alert in await _untold(store, time.time() - RETOLD):
            self._deliver(alert, self._config())
        self._judged = Availability()
        while True:
            await self._due.wait()
            self._due.clear()
            while self._delivered:
                await store.record([self._delivered[0]])
                self._delivered.popleft()
            while self._turns:
                await self._write(store, self._turns[0], last)
                self._turns.popleft()

    async def _write(self, store: Store, turn: Turn, last: Stoods) -> None:
        turned = await asyncio.to_thread(turned_since, last, self._judged, turn)
        told = [one for subject, stood in turned.items() if (one := _alert(turn, last.get(subject), subject, stood))]
        numbers = await store.record([*map(_alert_entry, told), *_standings(turn.at, turned), *_switches(turn)])
        last.update(turned)
        self._judged = turn.judged
        for alert, number in zip(told, numbers, strict=False):
            self._deliver(replace(alert, number=number), turn.config)

    def _deliver(self, alert: Alert, config: Config) -> None:
        groups = [found for name in alert.groups if (found := config.contact_groups.get(name))]
        if groups:
            self._delivery.take(alert, groups)


def turned_since(last: Mapping[tuple[Subject, str], Stood], before: Availability, turn: Turn) -> Stoods:
    """Addresses and pools that stand otherwise than the log says last; `before` were all told of already."""
    addresses = {name: one.enabled for name, one in turn.config.addresses.items()}
    pools = {name: one.enabled for name, one in turn.config.pools.items()}
    now = {
        **_stoods("address", before.addresses, turn.judged.addresses, addresses),
        **_stoods("pool", before.pools, turn.judged.pools, pools),
    }
    return {subject: stood for subject, stood in now.items() if _differs(last.get(subject), stood)}


def _stoods(
    kind: Subject, before: Mapping[str, Standing], now: Mapping[str, Standing], enabled: Mapping[str, bool]
) -> Stoods:
    return {
        (kind, name): Stood(one.health, one.available, enabled[name], one.because)
        for name, one in now.items()
        if one is not before.get(name)
    }


def _differs(before: Stood | None, now: Stood) -> bool:
    if before is None:
        return True
    return (before.health, before.available, before.enabled) != (now.health, now.available, now.enabled)


def _alert(turn: Turn, before: Stood | None, subject: tuple[Subject, str], now: Stood) -> Alert | None:
    kind, name = subject
    event = event_of(kind, before, now)
    if event is None:
        return None
    message = message_of(event, kind, name, now, turn.config)
    groups = groups_told(event, kind, name, turn.config)
    return Alert(0, turn.at, event, kind, name, message.title, message.body, groups)


def _alert_entry(alert: Alert) -> Entry:
    body = {"event": str(alert.event), "title": alert.title, "body": alert.body, "groups": list(alert.groups)}
    return Entry(ALERT, alert.at, alert.kind, alert.key, body)


def _standings(at: float, turned: Stoods) -> Iterator[Entry]:
    for (kind, name), stood in turned.items():
        yield Entry(STANDING, at, kind, name, {**asdict(stood), "health": str(stood.health)})


def _switches(turn: Turn) -> Iterator[Entry]:
    for change in turn.changes[:MOST_SWITCHES]:
        body = {
            "line": change.line,
            "before": list(change.before),
            "after": list(change.after),
            "because": change.because,
        }
        yield Entry(SWITCH, turn.at, AccessDomain.kind, change.access_domain, body)
    more = len(turn.changes) - MOST_SWITCHES
    if more > 0:
        log.warning(f"{more} more lines of access domains were switched than the log keeps of one moment")


def _subject(entry: Entry) -> tuple[Subject, str]:
    return "address" if entry.kind == Address.kind else "pool", entry.key


def _stood(body: Mapping[str, Any]) -> Stood:
    return Stood(Health(body["health"]), bool(body["available"]), bool(body["enabled"]), str(body["because"]))


async def _untold(store: Store, since: float) -> list[Alert]:
    """Alerts with contact groups of which nothing was heard, oldest first."""
    heard = {entry.body["alert"] for entry in await store.logged(DELIVERY, since=since, limit=MOST_TURNS)}
    alerts = [entry for entry in await store.logged(ALERT, since=since, limit=MOST_TURNS) if entry.number not in heard]
    return [_alert_of(entry) for entry in reversed(alerts) if entry.body["groups"]]


def _alert_of(entry: Entry) -> Alert:
    body = entry.body
    event, groups = Event(body["event"]), tuple(body["groups"])
    return Alert(entry.number, entry.at, event, entry.kind, entry.key, body["title"], body["body"], groups)
