"""A running node: documents and reports in, snapshots out to the engine.

    store.watch ──────────► config ───┐
                                      ├──► publisher ──► engine, and the snapshot on disk
    rounds ──► store.report           │
               store.watch_reports ──► verdicts

Nothing is published before every monitored address has had its first round, unless the last snapshot is on disk:
then that one answers meanwhile. A node whose store cannot be read freezes what it has and says that it is stale.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from trunkline.documents.config import Config
from trunkline.engine import Engine
from trunkline.errors import NotReady, SnapshotUnreadable, StoreUnreadable
from trunkline.health.availability import tasks_of
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import UNKNOWN, Verdict, judge
from trunkline.lines.table import LineTable
from trunkline.probes.prober import Prober
from trunkline.probes.rounds import Assignment, Rounds
from trunkline.publisher import Publisher
from trunkline.saved import save_snapshot
from trunkline.store.contract import Store
from trunkline.store.translate import config_after, config_of

log: Any = structlog.get_logger("trunkline")

STORE_RETRY = 5.0
"""Seconds between attempts to open a store that could not be read."""

SAVE_GAP = 2.0
"""Seconds at least between two writes of the snapshot to disk."""

SAVE_RETRY = 60.0
"""Seconds until the next attempt when it could not be written."""


class Node:
    """The running loops, and what they know; to be used from the event loop's thread.

    `config` is the newest documents, `publisher.compiled.config` those that are answered by.
    """

    def __init__(
        self,
        open_store: Callable[[], Awaitable[Store]],
        engine: Engine,
        table: LineTable,
        prober: Prober,
        saved: Path,
        place: str = "here",
    ) -> None:
        self.engine, self.table = engine, table
        self.publisher = Publisher(engine, table)
        self.config = Config()
        self.verdicts: dict[Task, Verdict] = {}
        self.reports: dict[Task, dict[str, Report]] = {}
        self.ready, self.stale, self.because = False, False, "the store is not open yet"
        self.dns: tuple[tuple[str, int], ...] = ()
        self.writing = asyncio.Lock()
        self._open_store, self._saved = open_store, saved
        self._store: Store | None = None
        self._rounds = Rounds(prober, place, self._report)
        self._assigned: Config | None = None
        self._tasks: dict[Task, Assignment] = {}
        self._unheard: set[Task] = set()
        self._turned: set[str] = set()
        self._work, self._unsaved = asyncio.Event(), asyncio.Event()
        self._moved = asyncio.Condition()

    @property
    def store(self) -> Store:
        """The open store; raises StoreUnreadable while it is not."""
        if self._store is None:
            raise StoreUnreadable(self.because)
        return self._store

    @property
    def compiled_config(self) -> Config:
        """The documents that are answered by; raises NotReady before there are any."""
        if self._unheard or self._store is None:
            raise NotReady(self.because)
        return self.publisher.compiled.config

    @property
    def asked_at(self) -> tuple[str, int]:
        """Where this node's own DNS port can be asked from this machine."""
        host, port = self.dns[0]
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port

    async def run(self) -> None:
        """Runs until cancelled. Raises StoreUnreadable when there is neither a store nor a snapshot to answer from."""
        self._answer_from_disk()
        while True:
            failure = await self._live_until_the_store_fails()
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
            failure = failures.exceptions[0]
        return failure

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Store]:
        store = self._store = await self._open_store()
        try:
            yield store
        finally:
            self._store = None
            await self._rounds.stop()
            if self._unsaved.is_set():
                self._save()
            await store.close()

    async def _live(self, store: Store) -> None:
        """All loops, for as long as the store can be read."""
        self.config = await asyncio.to_thread(config_of, await store.read())
        words = store.watch_reports()
        self._assign()
        self._unheard = set(self._tasks)
        self._say_what_is_awaited()
        self._work.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_documents(store))
            group.create_task(self._follow_reports(words))
            group.create_task(self._keep_published())
            group.create_task(self._keep_saved())

    async def reached(self, revision: int, *, published: bool = True, within: float = 30.0) -> bool:
        """Waits until this node follows that revision, and answers by it; False when it took longer."""

        def there() -> bool:
            return (self.publisher.compiled.config if published else self.config).revision >= revision

        try:
            async with asyncio.timeout(within), self._moved:
                await self._moved.wait_for(there)
        except TimeoutError:
            return False
        return True

    def _answer_from_disk(self) -> None:
        """The last snapshot answers until a fresh one is there."""
        try:
            encoded, at = self._saved.read_bytes(), self._saved.stat().st_mtime
            self.engine.publish_bytes(encoded)
        except FileNotFoundError:
            return
        except (OSError, SnapshotUnreadable) as error:
            log.warning(f"the saved snapshot {self._saved} is of no use: {error}")
            return
        self.engine.start()
        self.ready, self.stale = True, True
        self.because = f"answering from the snapshot of {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
        log.info(self.because)

    def _freeze(self, error: BaseException) -> None:
        because = f"stale: {error}; answering from the last snapshot"
        if because != self.because:
            log.error(f"{error}; answering from the last snapshot, trying again every {STORE_RETRY:g} s")
        self.stale, self.because = True, because

    async def _follow_documents(self, store: Store) -> None:
        """Documents are read in a thread: ten thousand of them would hold up the checks that are under way."""
        async for written in store.watch(self.config.revision):
            self.config = await asyncio.to_thread(config_after, self.config, written)
            await self._notify()
            self._work.set()

    async def _follow_reports(self, words: Any) -> None:
        async for batch in words:
            self._hear(batch)

    def _hear(self, batch: Sequence[Report]) -> None:
        now = time.time()
        for report in batch:
            if report.task not in self._tasks:
                continue
            if report.unable or report.state is not TaskState.NO_DATA:
                self._unheard.discard(report.task)
            self.reports.setdefault(report.task, {})[report.place] = report
            before = self.verdicts.get(report.task, UNKNOWN)
            self.verdicts[report.task] = after = self._judge(report.task, now)
            if after.state is not before.state:
                self._turned.add(report.task.address)
        if self._turned or not self.ready or self.stale:
            self._work.set()

    def _judge(self, task: Task, now: float) -> Verdict:
        monitor = self.config.monitors.get(task.monitor)
        rate = monitor.failure_rate if monitor else 100
        return judge(tuple(self.reports[task].values()), rate, now)

    async def _keep_published(self) -> None:
        """The one loop that publishes: first everything, then each change as it comes."""
        await self._hear_first_round()
        self._turned.clear()
        await self.publisher.publish_documents(self.config, self.verdicts, whole_anew=True)
        self._begin()
        while True:
            await self._tell_published()
            await self._next_work()
            if self.config is not self.publisher.compiled.config:
                self._assign()
                await self.publisher.publish_documents(self.config, self.verdicts)
            if self._turned:
                turned, self._turned = self._turned, set()
                await self.publisher.publish_health(self.verdicts, turned)

    async def _hear_first_round(self) -> None:
        """Until every address is heard of; who is heard of meanwhile, and what is written, counts as well."""
        while self._unheard:
            self._say_what_is_awaited()
            await self._next_work()
            known = set(self._tasks)
            self._assign()
            self._unheard |= self._tasks.keys() - known

    async def _next_work(self) -> None:
        await self._work.wait()
        self._work.clear()

    async def _tell_published(self) -> None:
        self.because = f"answering by revision {self.publisher.compiled.config.revision}"
        self._unsaved.set()
        await self._notify()

    def _begin(self) -> None:
        self.engine.start()
        self.ready, self.stale = True, False
        log.info(f"answering: {self._counted()}, every monitored address has had its first round")

    def _assign(self) -> None:
        """Probes what the documents now want, and forgets what was said of the rest."""
        if self.config is self._assigned:
            return
        self._assigned = self.config
        self._tasks = {
            task: Assignment(self.config.monitors[task.monitor], address.endpoint)
            for address in self.config.addresses.values()
            for task in tasks_of(address, self.config)
        }
        for gone in self.verdicts.keys() - self._tasks.keys():
            del self.verdicts[gone], self.reports[gone]
        self._unheard &= self._tasks.keys()
        self._rounds.assign(self._tasks)

    def _say_what_is_awaited(self) -> None:
        if not self.ready and self._unheard:
            some = next(iter(self._unheard))
            self.because = f"waiting for the first round of {len(self._unheard)} health tasks, such as {some}"

    def _counted(self) -> str:
        config = self.config
        return (
            f"{len(config.zones)} zones, {len(config.access_domains)} access domains, {len(config.pools)} pools, "
            f"{len(config.addresses)} addresses at revision {config.revision}"
        )

    async def _report(self, report: Report) -> None:
        await self.store.report([report])

    async def _keep_saved(self) -> None:
        while True:
            await self._unsaved.wait()
            self._unsaved.clear()
            if await asyncio.to_thread(self._save):
                await asyncio.sleep(SAVE_GAP)
            else:
                self._unsaved.set()
                await asyncio.sleep(SAVE_RETRY)

    def _save(self) -> bool:
        """A disk that is full must not end a node that answers."""
        try:
            save_snapshot(self._saved, self.publisher.compiled.snapshot)
        except OSError as error:
            log.error(f"the snapshot cannot be saved in {self._saved}: {error.strerror}; what is there is old")
            return False
        return True

    async def _notify(self) -> None:
        async with self._moved:
            self._moved.notify_all()
