"""What turned, written into the store's logs: how all stands, what each line is answered, and who is to be told."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import structlog

from trunkline.alerts.alert import Alert, Delivered
from trunkline.alerts.channels import title_of, url_of
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.event import Event
from trunkline.documents.pool import Pool
from trunkline.errors import StoreUnreadable
from trunkline.health.availability import Availability, Health, Standing
from trunkline.health.events import Stood, Subject, event_of, groups_told, message_of
from trunkline.health.verdict import UNKNOWN
from trunkline.publisher import Turn
from trunkline.snapshot.changes import AnswerChange
from trunkline.store.contract import ALERT, DELIVERY, STANDING, SWITCH, Entry, Store

log: Any = structlog.get_logger("trunkline")

MOST_SWITCHES = 10_000
"""Lines of access domains that one publication writes into the log; of more, how many there were."""

MOST_WAITING, MOST_ROWS = 1000, 100_000
"""Publications, and rows of them, that wait for a store that is slow or away; of older ones only what came of them."""

ROWS_AT_ONCE = 10_000
"""Rows that are written together, if more than one publication waits."""

RETOLD = 3600.0
"""Seconds for which an alert that was not delivered when the node ended is tried again."""

Stoods = dict[tuple[Subject, str], Stood]
"""By kind and name."""


class Told(Protocol):
    """Whoever delivers alerts."""

    def take(self, alert: Alert, groups: Sequence[ContactGroup]) -> None:
        """Begins to deliver; never waits."""
        ...


@dataclass(frozen=True, slots=True)
class Noted:
    """What one publication brought: who stands otherwise than before it, and which lines were switched."""

    at: float
    stoods: Stoods
    switches: Sequence[AnswerChange]

    @property
    def rows(self) -> int:
        return len(self.stoods) + len(self.switches)

    def and_then(self, later: Noted) -> Noted:
        """Both as one, without the switches of the earlier."""
        return Noted(later.at, self.stoods | later.stoods, later.switches)


class Journal:
    """Keeps the logs. A publication that comes while the store is away is written when it is back.

    `config` gives the newest documents.
    """

    def __init__(self, delivery: Told, config: Callable[[], Config]) -> None:
        self._delivery, self._config = delivery, config
        self._judged, self._held = Availability(), frozenset[str]()
        self._noted: deque[Noted] = deque()
        self._delivered: deque[Entry] = deque(maxlen=MOST_ROWS)
        self._handed_over = 0
        self._due = asyncio.Event()

    def take(self, turn: Turn) -> None:
        """Hears of a publication."""
        switches = turn.changes[:MOST_SWITCHES]
        if more := len(turn.changes) - len(switches):
            log.warning(f"{more} more lines of access domains were switched than the log keeps of one moment")
        self._noted.append(Noted(turn.at, turned_since(self._judged, self._held, turn), switches))
        self._judged, self._held = turn.judged, frozenset(turn.held)
        while len(self._noted) > MOST_WAITING or (len(self._noted) > 1 and _rows(self._noted) > MOST_ROWS):
            self._noted.appendleft(self._noted.popleft().and_then(self._noted.popleft()))
        self._due.set()

    def delivered(self, what: Delivered, at: float) -> None:
        """Hears what became of an alert, `at` in seconds since the epoch."""
        self._delivered.append(Entry(DELIVERY, at, "contact_group", what.group, asdict(what)))
        self._due.set()

    async def keep(self, store: Store) -> None:
        """Writes what is heard, beginning from how all stood by the log, and what nobody was told of yet."""
        last = {_subject(entry): _stood(entry.body) for entry in await store.latest(STANDING)}
        for alert, groups in await self._untold(store):
            self._hand_over(alert, groups)
        while True:
            self._due.clear()
            while self._noted or self._delivered:
                await self._write_next(store, last)
            await self._due.wait()

    async def _write_next(self, store: Store, last: Stoods) -> None:
        """What a store that fails did not take waits for its return; what it cannot take at all is not tried again."""
        noted = [self._noted.popleft()] if self._noted else []
        while self._noted and self._noted[0].rows + _rows(noted) <= ROWS_AT_ONCE:
            noted.append(self._noted.popleft())
        delivered = [self._delivered.popleft() for _ in range(0 if self._noted else len(self._delivered))]
        try:
            await self._write(store, noted, delivered, last)
        except (StoreUnreadable, asyncio.CancelledError):
            self._noted.extendleft(reversed(noted))
            self._delivered.extendleft(reversed(delivered))
            raise

    async def _write(self, store: Store, noted: Sequence[Noted], delivered: Sequence[Entry], last: Stoods) -> None:
        config = self._config()
        told, entries, turned = await asyncio.to_thread(_worth_writing, noted, last, config)
        numbers = await store.record([*map(_alert_entry, told), *delivered, *entries])
        last.update(turned)
        for alert, number in zip(told, numbers, strict=False):
            groups = [config.contact_groups[name] for name in alert.groups if name in config.contact_groups]
            self._hand_over(replace(alert, number=number), groups)

    def _hand_over(self, alert: Alert, groups: Sequence[ContactGroup]) -> None:
        self._handed_over = max(self._handed_over, alert.number)
        if groups:
            self._delivery.take(alert, groups)

    async def _untold(self, store: Store) -> list[tuple[Alert, list[ContactGroup]]]:
        """Alerts never handed over in this life, and channels of which nothing was heard; oldest first."""
        since, groups = time.time() - RETOLD, self._config().contact_groups
        heard: dict[tuple[int, str], set[str]] = {}
        async for body in (entry.body async for entry in _all(store, DELIVERY, since)):
            heard.setdefault((body["alert"], body["group"]), set()).add(body["channel"])
        alerts = [_alert_of(entry) async for entry in _all(store, ALERT, since) if entry.number > self._handed_over]
        return [(alert, _still_to_tell(alert, heard, groups)) for alert in reversed(alerts)]


def turned_since(before: Availability, held: Collection[str], turn: Turn) -> Stoods:
    """Addresses and pools that stand otherwise than `before`, when these addresses were `held` by the brake."""
    config, now = turn.config, turn.judged
    other = set(held) ^ set(turn.held)
    found: Stoods = {}
    for name in sorted({*(name for kind, name in turn.again if kind == Address.kind), *other}):
        one = now.addresses.get(name)
        if one and (_is_other(before.addresses.get(name), one) or name in other):
            enabled = config.addresses[name].enabled
            found["address", name] = Stood(one.health, one.available, enabled, one.because, name in turn.held)
    for name in sorted(name for kind, name in turn.again if kind == Pool.kind):
        one = now.pools.get(name)
        if one and _is_other(before.pools.get(name), one):
            found["pool", name] = Stood(one.health, one.available, config.pools[name].enabled, one.because)
    return found


def _rows(noted: Iterable[Noted]) -> int:
    return sum(one.rows for one in noted)


def _is_other(before: Standing | None, now: Standing) -> bool:
    return before is not now and before != now


def _worth_writing(noted: Sequence[Noted], last: Stoods, config: Config) -> tuple[list[Alert], list[Entry], Stoods]:
    """Who is to be told, what goes into the other logs, and how who turned stands now, if it stood by `last`."""
    told: list[Alert] = []
    entries: list[Entry] = []
    turned: Stoods = {}
    for one in noted:
        for subject, stood in one.stoods.items():
            before = turned.get(subject) or last.get(subject)
            if not _differs(before, stood):
                continue
            turned[subject] = stood
            entries.append(_standing_entry(one.at, subject, stood))
            if alert := _alert(one.at, before, subject, stood, config):
                told.append(alert)
        entries += (_switch_entry(one.at, change) for change in one.switches)
    return told, entries, turned


def _differs(before: Stood | None, now: Stood) -> bool:
    """Reasons alone change too often to be written each time; but nobody shall read "not checked yet" of long ago."""
    if before is None or replace(before, because="") != replace(now, because=""):
        return True
    return before.because == UNKNOWN.detail != now.because


def _alert(at: float, before: Stood | None, subject: tuple[Subject, str], now: Stood, config: Config) -> Alert | None:
    event = event_of(subject[0], before, now)
    if event is None:
        return None
    message, groups = message_of(event, *subject, now, config), groups_told(event, *subject, config)
    return Alert(0, at, event, *subject, message.title, message.body, groups)


def _alert_entry(alert: Alert) -> Entry:
    body = {"event": str(alert.event), "title": alert.title, "body": alert.body, "groups": list(alert.groups)}
    return Entry(ALERT, alert.at, alert.kind, alert.key, body)


def _standing_entry(at: float, subject: tuple[Subject, str], stood: Stood) -> Entry:
    return Entry(STANDING, at, *subject, {**asdict(stood), "health": str(stood.health)})


def _switch_entry(at: float, change: AnswerChange) -> Entry:
    before, after = list(change.before), list(change.after)
    body = {"line": change.line, "before": before, "after": after, "because": change.because}
    return Entry(SWITCH, at, AccessDomain.kind, change.access_domain, body)


def _subject(entry: Entry) -> tuple[Subject, str]:
    return "address" if entry.kind == Address.kind else "pool", entry.key


def _stood(body: Mapping[str, Any]) -> Stood:
    switches = bool(body["available"]), bool(body["enabled"])
    return Stood(Health(body["health"]), *switches, str(body["because"]), bool(body.get("held", False)))


def _alert_of(entry: Entry) -> Alert:
    body = entry.body
    event, groups = Event(body["event"]), tuple(body["groups"])
    return Alert(entry.number, entry.at, event, entry.kind, entry.key, body["title"], body["body"], groups)


def _still_to_tell(
    alert: Alert, heard: Mapping[tuple[int, str], set[str]], groups: Mapping[str, ContactGroup]
) -> list[ContactGroup]:
    """Its groups with those channels that lead where nothing was heard of; `heard` are the titles of the others."""
    found = []
    for group in (groups[name] for name in alert.groups if name in groups):
        there = {url_of(one) for one in group.channels if title_of(one) in heard.get((alert.number, group.name), ())}
        if channels := tuple(one for one in group.channels if url_of(one) not in there):
            found.append(group.model_copy(update={"channels": channels}))
    return found


async def _all(store: Store, name: str, since: float) -> AsyncIterator[Entry]:
    """The entries of a log since then, newest first."""
    before = None
    while found := await store.logged(name, since=since, limit=1000, before=before):
        for entry in found:
            yield entry
        before = found[-1].number
