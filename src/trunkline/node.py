"""A running node: documents and reports in, snapshots out to the engine.

    store.watch ──────────► config ───┐
                                      ├──► publisher ──► engine, and the snapshot on disk
    rounds ──► store.report           │
               store.watch_reports ──► verdicts

Nothing is published before every monitored address has had its first round, unless the last snapshot is on disk and
how the checks stood beside it: then those stand until then. A node whose store cannot be read freezes what it has and
says that it is stale.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from trunkline.alerts.alert import Delivered
from trunkline.alerts.delivery import Delivery
from trunkline.checking import Checking
from trunkline.documents.config import Config
from trunkline.engine import Engine
from trunkline.errors import NotReady, StoreUnreadable
from trunkline.health.report import Report
from trunkline.journal import Journal
from trunkline.line_tables.tables import LineTables
from trunkline.lines.table import LineTable
from trunkline.moves import Moves
from trunkline.probes.prober import Prober
from trunkline.probes.rounds import AT_ONCE
from trunkline.publisher import Answered, Publisher, Turn
from trunkline.query_log import tell_queries
from trunkline.saved import Known, Saved
from trunkline.snapshot.conduct import NAMELESS, Introduction
from trunkline.snapshot.snapshot import Snapshot
from trunkline.store.contract import Store
from trunkline.store.translate import config_after, config_of
from trunkline.upkeep import Upkeep

log: Any = structlog.get_logger("trunkline")

STORE_RETRY = 5.0
"""Seconds between attempts to open a store that could not be read."""

FAULT_RETRY = 30.0
"""Seconds until a loop that a fault of ours ended begins again."""


class _StandsAside(StoreUnreadable):
    """Not a failure: the store is another process's for a while."""


class Node:
    """The running loops, and what they know; to be used from the event loop's thread.

    `config` is the newest documents, `publisher.compiled.config` those that are answered by. `because` says how it
    stands; `news` is set each time that this is said anew. One that `succeeds` a process that still answers begins with
    its store or not at all.
    """

    def __init__(
        self,
        open_store: Callable[[], Awaitable[Store]],
        engine: Engine,
        line_tables: LineTables,
        prober: Prober,
        saved: Path,
        place: str = "here",
        checks_at_once: int = AT_ONCE,
        introduction: Introduction = NAMELESS,
        *,
        succeeds: bool = False,
    ) -> None:
        self.engine, self.line_tables, self.place = engine, line_tables, place
        self.news = asyncio.Event()
        self.publisher = Publisher(engine, line_tables.present.table, self._hear_turn, introduction)
        self.config = Config()
        self.ready, self.stale, self.because = False, False, "the store is not open yet"
        self.dns: tuple[tuple[str, int], ...] = ()
        self.writing = asyncio.Lock()
        self._open_store, self._succeeds = open_store, succeeds
        self._store: Store | None = None
        self._one_store, self._aside = asyncio.Lock(), asyncio.Event()
        self._published = False
        self._new_table: tuple[LineTable, asyncio.Future[None]] | None = None
        self._kept_out: Config | None = None
        self._whole_anew = True
        self._saved = Saved(saved, self._worth_saving)
        self._checks = Checking(prober, place, self._report, checks_at_once)
        self.ledger, self.rounds = self._checks.ledger, self._checks.rounds
        self._work = asyncio.Event()
        self._moves = Moves()
        self._delivery = Delivery(self._note_delivered)
        self._journal = Journal(self._delivery, lambda: self.config)
        self._upkeep = Upkeep(lambda: self.config, lambda: self.publisher.answered, self.writing, self._follow)

    @property
    def because(self) -> str:
        """How it stands, and why, in a few words for people."""
        return self._because

    @because.setter
    def because(self, words: str) -> None:
        self._because = words
        self.news.set()

    @property
    def store(self) -> Store:
        """The store, open and its documents read; raises StoreUnreadable before and without."""
        if self._store is None:
            raise StoreUnreadable(self.because)
        return self._store

    @property
    def answered(self) -> Answered:
        """What is answered by, with the reasons; raises NotReady before there is any."""
        if not self._published:
            raise NotReady(self.because)
        return self.publisher.answered

    @property
    def table(self) -> LineTable:
        """The line table in use, without operators' own lines."""
        return self.publisher.table

    @property
    def compiled_config(self) -> Config:
        """The documents that are answered by; raises NotReady before there are any."""
        return self.answered.compiled.config

    @property
    def moves(self) -> int:
        """How often documents or what is answered by moved on."""
        return self._moves.count

    @property
    def asked_at(self) -> tuple[str, int]:
        """Where this node's own DNS port can be asked from this machine."""
        host, port = self.dns[0]
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port

    async def run(self) -> None:
        """Runs until cancelled. Raises StoreUnreadable when there is neither a store nor a snapshot to answer from."""
        self._recall()
        delivering = asyncio.create_task(_going_on(self._delivery.run, "Delivery.run"))
        telling = asyncio.create_task(_going_on(partial(tell_queries, self.engine), "tell_queries"))
        try:
            await self._live_on()
        finally:
            delivering.cancel()
            telling.cancel()

    @asynccontextmanager
    async def standing_aside(self) -> AsyncIterator[None]:
        """Inside, the store is closed, and the snapshot on disk that of now, for another process; answers go on.

        Afterwards the store is opened again. Whoever wants no write to be refused meanwhile holds `writing`.
        """
        self._aside.set()
        try:
            async with self._one_store:
                yield
        finally:
            self._aside.clear()

    async def _live_on(self) -> None:
        while True:
            async with self._one_store:
                failure = await self._live_until_the_store_fails()
            if isinstance(failure, _StandsAside):
                self.because = str(failure)
                continue
            if self._succeeds and not self._published:
                raise failure
            self._answer_from_disk()
            if not self.ready:
                raise failure
            self._freeze(failure)
            await asyncio.sleep(STORE_RETRY)

    async def _live_until_the_store_fails(self) -> BaseException:
        failure: BaseException = StoreUnreadable("the store was closed")
        try:
            async with self._opened() as store:
                await self._live(store)
        except* StoreUnreadable as failures:
            failure = failures
            while isinstance(failure, BaseExceptionGroup):
                failure = failure.exceptions[0]
        return failure

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Store]:
        store = await self._open_store()
        try:
            yield store
        finally:
            self._store = None
            try:
                await self._leave_as_written()
            finally:
                await store.close()

    async def _leave_as_written(self) -> None:
        """What was acknowledged is answered by and saved before the end: the next start would have to make it first."""
        if self._published and self.config is not self.publisher.compiled.config:
            await self._publish_documents(self.config)
        await self._saved.keep_last()

    async def _live(self, store: Store) -> None:
        """All loops, for as long as the store can be read."""
        await self._answer_from_disk_if_nothing_was_written_since(store)
        if not self.ready:
            self.because = "the store is being read"
        self.config = await asyncio.to_thread(config_of, await store.read())
        self._store = store
        words = store.watch_reports()
        async with self.rounds.going(), asyncio.TaskGroup() as group:
            await self._checks.begin_anew(self.config, store)
            self._work.set()
            group.create_task(self._follow_documents(store))
            group.create_task(self._follow_reports(words))
            group.create_task(self._keep_published(store))
            group.create_task(self._saved.keep_up())
            group.create_task(self._stand_aside_when_asked())
            for beside in (
                self._journal.keep,
                self._upkeep.remember_who_is_on_duty,
                self._upkeep.end_overrides,
                self._upkeep.trim,
                self._upkeep.roll_cookie_secret,
            ):
                group.create_task(_going_on(partial(beside, store), beside.__qualname__))

    async def use_table(self, table: LineTable) -> None:
        """Answers by another line table; returns when it does. Raises NotReady before there is anything answered by."""
        if not self._published:
            raise NotReady(self.because)
        told = asyncio.get_running_loop().create_future()
        self._new_table = table, told
        self._work.set()
        await told

    async def reached(self, revision: int, *, published: bool = True, within: float = 30.0) -> bool:
        """Waits until this node follows that revision, and answers by it; False when it took longer."""

        def there() -> bool:
            return (self.publisher.compiled.config if published else self.config).revision >= revision

        return await self._moves.until(there, within)

    async def moved_on(self, since: int, within: float) -> bool:
        """Waits until documents or what is answered by moved on: `moves` differs; False when it took longer."""
        return await self._moves.until(lambda: self.moves != since, within)

    async def _stand_aside_when_asked(self) -> None:
        await self._aside.wait()
        if self._published:
            self._saved.due.set()  # with how the checks stand by now
        raise _StandsAside("answering while another process takes over the store")

    def _recall(self) -> None:
        """Takes up the last snapshot, without answering by it yet, and how the checks stood."""
        self._saved.recall(self.engine)
        if self._saved.known:
            self._checks.recall(self._saved.known.tallies, self._saved.known.words)
            self.publisher.held = held = self._saved.known.held
            if held:
                log.warning(f"the brake holds as before: {held.because}; `trunkline brake release` lets them move")

    def _answer_from_disk(self) -> None:
        """The last snapshot answers until a fresh one is there."""
        if self.ready or self._saved.at is None:
            return
        self.engine.start()
        self.ready, self.stale = True, True
        at = datetime.fromtimestamp(self._saved.at, UTC)
        self.because = f"answering from the snapshot of {at:%Y-%m-%d %H:%M:%S} UTC"
        log.info(self.because)

    async def _answer_from_disk_if_nothing_was_written_since(self, store: Store) -> None:
        """A write that was acknowledged must not be undone by an older snapshot; where health is not known it is all
        there is."""
        known = self._saved.known
        if known is None or (known.revision, known.table) == (await store.revision(), self._table_number()):
            self._answer_from_disk()

    def _freeze(self, error: BaseException) -> None:
        because = f"stale: {error}; answering from the last snapshot"
        if because != self.because:
            log.error(f"{error}; answering from the last snapshot, trying again every {STORE_RETRY:g} s")
        self.stale, self.because = True, because

    async def _follow_documents(self, store: Store) -> None:
        """Documents are read in a thread: ten thousand of them would hold up the checks that are under way."""
        async for written in store.watch(self.config.revision):
            self.config = await asyncio.to_thread(config_after, self.config, written)
            await self._moves.tell()
            self._upkeep.documents_written()
            self._work.set()

    async def _follow_reports(self, words: AsyncIterator[Sequence[Report]]) -> None:
        async for batch in words:
            self._checks.hear(batch)
            if self._checks.turned or not self.ready or self.stale:
                self._work.set()

    async def _keep_published(self, store: Store) -> None:
        """The one loop that publishes: first everything, then each change as it comes.

        Who knows from an earlier life, or from before the store failed, how the checks stood need not wait for them.
        """
        if not (self._saved.known or self._published):
            await self._hear_first_round(store)
        if not self._published:
            self._checks.turned.clear()  # nobody was answered yet, so nothing can move
        self._whole_anew = True
        while not await self._publish_documents(self.config):
            while self.config is self._kept_out:
                await self._next_work()
            await self._checks.assign(self.config, store)
        self._begin()
        while True:
            self._look_for_the_end_of_the_first_round()
            await self._tell_published()
            if not self._new_table:  # which may have been brought before the store failed
                await self._next_work()
            if self._new_table:
                await self._publish_table(*self._new_table)
            config = self.config
            if config is not self.publisher.compiled.config and config is not self._kept_out:
                await self._checks.assign(self.config, store)
                await self._publish_documents(config)
            if self._checks.turned or self.publisher.held:
                await _to_the_end(self.publisher.publish_health(self.ledger.verdicts, self._checks.take_turned()))

    async def _publish_documents(self, config: Config) -> bool:
        """Verdicts that turn meanwhile are not looked at: what turned is for the brake to weigh.

        False where a fault of ours keeps these documents from the engine. They are in the store, so to end would be to
        end at each start: who wrote them can change them, while what was published before goes on answering.
        """
        verdicts, turned, anew = dict(self.ledger.verdicts), frozenset(self._checks.turned), self._whole_anew
        try:
            await _to_the_end(self.publisher.publish_documents(config, verdicts, turned, whole_anew=anew))
        except Exception as error:
            if self._succeeds and not self._published:
                raise
            self._keep_out(config, error)
            return False
        self._whole_anew, self._kept_out = False, None
        return True

    async def _publish_table(self, table: LineTable, told: asyncio.Future[None]) -> None:
        try:
            await _to_the_end(self.publisher.publish_table(table))
        except Exception as error:
            self._new_table = None
            log.exception("a line table cannot be answered by, for a fault of ours; the one before still is")
            if not told.done():
                told.set_exception(error)
            return
        self._new_table = None
        if not told.done():
            told.set_result(None)

    def _keep_out(self, config: Config, error: Exception) -> None:
        """Until they change, or for a while; and then all is told to the engine, for nobody knows what it has."""
        self._whole_anew, self._kept_out = True, config
        self._answer_from_disk()
        self.because = f"revision {config.revision} cannot be answered by, for a fault of ours: {error}"
        log.exception(f"{self.because}; change what was written last, or roll it back")
        asyncio.get_running_loop().call_later(FAULT_RETRY, self._let_in)

    def _let_in(self) -> None:
        self._kept_out = None
        self._work.set()

    async def _hear_first_round(self, store: Store) -> None:
        """Until every address is heard of; who is heard of meanwhile, and what is written, counts as well."""
        while self.ledger.awaited:
            self._say_what_is_awaited()
            await self._next_work()
            await self._checks.assign(self.config, store)

    async def _next_work(self) -> None:
        await self._work.wait()
        self._work.clear()

    async def _tell_published(self) -> None:
        awaited = len(self.ledger.awaited)
        since = f" and by the health of before, until {awaited} health tasks had a first round" if self.stale else ""
        but = f"; revision {self._kept_out.revision} cannot be, for a fault of ours" if self._kept_out else ""
        self.because = f"answering by revision {self.publisher.compiled.config.revision}{since}{but}"
        self._saved.due.set()
        await self._moves.tell()

    def _begin(self) -> None:
        self.engine.start()
        self.ready, self.stale, self._published = True, True, True
        if self.ledger.awaited:
            log.info(f"answering: {self._counted()}, by the health of before until the first round is over")

    def _look_for_the_end_of_the_first_round(self) -> None:
        if self.stale and not self.ledger.awaited:
            self.stale = False
            log.info(f"answering: {self._counted()}, every monitored address has had its first round")

    def _say_what_is_awaited(self) -> None:
        if not self.ready:
            awaited, some = self.ledger.awaited, min(self.ledger.awaited, key=str)
            self.because = f"waiting for the first round of {len(awaited)} health tasks, such as {some}"

    def _counted(self) -> str:
        config = self.config
        return (
            f"{len(config.zones)} zones, {len(config.access_domains)} access domains, {len(config.pools)} pools, "
            f"{len(config.addresses)} addresses at revision {config.revision}"
        )

    async def _report(self, report: Report) -> None:
        await self.store.report([report])

    def _worth_saving(self) -> tuple[Snapshot, Known]:
        compiled = self.publisher.compiled
        words, held, table = self.ledger.words_of_others(self.place), self.publisher.held, self._table_number()
        return compiled.snapshot, Known(compiled.config.revision, self.rounds.tallies, words, held, table)

    def _table_number(self) -> int | None:
        """Of the line table that is answered by; None while it is not noted yet that it is."""
        present = self.line_tables.present
        return present.number if present.table is self.table else None

    def _hear_turn(self, turn: Turn) -> None:
        self._saved.due.set()
        self._journal.take(turn)
        self._upkeep.chosen_again(turn.keys)

    async def _note_delivered(self, what: Delivered) -> None:
        self._journal.delivered(what, time.time())

    async def _follow(self, revision: int) -> None:
        await self.reached(revision, published=False)


async def _to_the_end(publication: Coroutine[Any, Any, None]) -> None:
    """Whoever is cancelled meanwhile is so afterwards: by what the engine has been told, the publisher goes on."""
    under_way = asyncio.ensure_future(publication)
    try:
        await asyncio.shield(under_way)
    except asyncio.CancelledError:
        await under_way
        raise


async def _going_on(loop: Callable[[], Awaitable[None]], name: str) -> None:
    """What only writes down, or tells people, must not end what answers: a fault of ours is logged, and it begins
    again."""
    while True:
        try:
            await loop()
        except StoreUnreadable:
            raise
        except Exception:
            log.exception(f"a fault of ours in {name}; it begins again in {FAULT_RETRY:g} s")
        await asyncio.sleep(FAULT_RETRY)
