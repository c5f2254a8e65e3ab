"""Nobody is told twice, and nobody is forgotten, when a node or its store goes away while alerts are on their way."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from looping import PATIENCE

import given
from trunkline.alerts.alert import Alert, Delivered
from trunkline.documents.contact_group import Channel, ContactGroup
from trunkline.health.availability import Availability
from trunkline.journal import MOST_ROWS, Journal
from trunkline.publisher import Turn
from trunkline.snapshot.changes import AnswerChange
from trunkline.store.contract import ALERT, DELIVERY, STANDING, SWITCH, Entry
from trunkline.store.memory import MemoryStore

pytestmark = pytest.mark.anyio

OPS, NIGHT = (ContactGroup(name=name, channels=(Channel(title="chat", url="json://127.0.0.1"),)) for name in "on")
TWICE = ContactGroup(name="t", channels=tuple(Channel(title=one, url=f"json://127.0.0.1/{one}") for one in "ab"))
CONFIG = given.config(OPS, NIGHT, TWICE, given.monitor(), given.address("a", monitors=["web"]))


class Post:
    """Takes alerts, and brings none of them."""

    def __init__(self) -> None:
        self.took: list[tuple[int, str, list[str]]] = []

    def take(self, alert: Alert, groups: Sequence[ContactGroup]) -> None:
        self.took += [(alert.number, group.name, [one.title for one in group.channels]) for group in groups]


LAST_WORD = "the last word"


class TellingStore(MemoryStore):
    """Tells when the last word has been written: to look for it among all others again and again takes long."""

    def __init__(self) -> None:
        super().__init__()
        self.has_all = asyncio.Event()

    async def record(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        numbers = await super().record(entries)
        if any(entry.log == DELIVERY and entry.key == LAST_WORD for entry in entries):
            self.has_all.set()
        return numbers


@asynccontextmanager
async def keeping(journal: Journal, store: TellingStore) -> AsyncIterator[None]:
    """It keeps the logs for the block, which is left when all that was said in it is written."""
    task = asyncio.create_task(journal.keep(store))
    store.has_all.clear()
    try:
        yield
        journal.delivered(Delivered(0, LAST_WORD, "", True, 1, ""), time.time())
        told = asyncio.create_task(store.has_all.wait())
        await asyncio.wait({task, told}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        assert told.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def alert(*groups: str) -> Entry:
    body = {"event": "addr_alert", "title": "a fails", "body": "why", "groups": list(groups)}
    return Entry(ALERT, time.time(), "address", "a", body)


def delivered(number: int, group: str, channel: str = "chat") -> Entry:
    body: dict[str, Any] = {"alert": number, "group": group, "channel": channel, "ok": True, "tries": 1, "detail": ""}
    return Entry(DELIVERY, time.time(), "contact_group", group, body)


def turn(*down: str, changes: Sequence[AnswerChange] = ()) -> Turn:
    judged = Availability.of(CONFIG, given.verdicts(CONFIG, down))
    return Turn(time.time(), CONFIG, judged, (), tuple(changes), (), CONFIG.documents)


async def test_a_group_that_heard_nothing_is_told_though_another_was(store: TellingStore) -> None:
    await store.record([alert("o", "n"), delivered(1, "o")])
    async with keeping(Journal(post := Post(), lambda: CONFIG), store):
        pass
    assert post.took == [(1, "n", ["chat"])]


async def test_a_channel_that_heard_nothing_is_told_though_another_of_its_group_was(store: TellingStore) -> None:
    await store.record([alert("t"), delivered(1, "t", "a")])
    async with keeping(Journal(post := Post(), lambda: CONFIG), store):
        pass
    assert post.took == [(1, "t", ["b"])]


async def test_of_many_alerts_that_were_delivered_none_is_told_again(store: TellingStore) -> None:
    numbers = await store.record([alert("o", "n", "t")] * 900)
    channels = (("o", "chat"), ("n", "chat"), ("t", "a"), ("t", "b"))
    await store.record([delivered(number, *channel) for number in numbers for channel in channels])
    async with keeping(Journal(post := Post(), lambda: CONFIG), store):
        pass
    assert post.took == []


async def test_a_store_that_comes_back_brings_no_alert_again_that_is_on_its_way(store: TellingStore) -> None:
    await store.record([alert("o")])
    journal = Journal(post := Post(), lambda: CONFIG)
    for groups in ("n", "t"):
        async with keeping(journal, store):
            pass
        await store.record([alert(groups)])
    assert post.took == [(1, "o", ["chat"]), (3, "n", ["chat"])]


async def test_what_became_of_an_alert_while_the_store_was_away_is_written_when_it_is_back(store: TellingStore) -> None:
    journal = Journal(Post(), lambda: CONFIG)
    for number in range(3000):
        journal.delivered(Delivered(number, "o", "chat", True, 1, "sent"), 1.0)
    async with keeping(journal, store):
        pass
    assert len(await store.logged(DELIVERY, key="o", limit=10_000)) == 3000


async def test_of_publications_that_wait_too_long_stays_how_all_stands(store: TellingStore) -> None:
    change = AnswerChange("x/A", "any", (), ("192.0.2.1",), "why")
    journal = Journal(Post(), lambda: CONFIG)
    journal.take(turn("a"))
    for _ in range(12):
        journal.take(turn("a", changes=[change] * (MOST_ROWS // 10)))
    async with keeping(journal, store):
        pass
    assert len(await store.logged(SWITCH, limit=2 * MOST_ROWS)) == MOST_ROWS - MOST_ROWS // 10
    (last,) = await store.latest(STANDING)
    assert not last.body["available"]


@pytest.fixture
def store() -> TellingStore:
    return TellingStore()
