"""A store in one SQLite file, for one node: what was acknowledged survives a crash.

All SQL runs on one connection in one thread, one thing after the other; the event loop only waits. The file belongs to
one process at a time. Reports are not in the file: they expire with their probes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import TextIOWrapper
from pathlib import Path
from typing import Self, TypeVar

from trunkline.errors import StoreUnreadable
from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store import sqlite_history, sqlite_log
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Contents, Edit, Entry, Revision, Stored, Written
from trunkline.store.edits import Difference, Held, decode, differences, refuse_if_store_moved
from trunkline.store.reports import Reports
from trunkline.store.sqlite_file import open_file, transaction, translated
from trunkline.store.watch import Bell, follow

_T = TypeVar("_T")

SLICE = 2000
"""Rows that are forgotten at once: what others ask of the store meanwhile is done before the next so many."""


class SqliteStore:
    """Keeps the contract of Store in a file; `SqliteStore.open(path)` makes one."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: TextIOWrapper) -> None:
        self._path = path
        self._connection = connection
        self._lock = lock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._bell = Bell()
        self._reports = Reports()

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """The store in that file, made if there is none; StoreUnreadable says what is wrong, and the way out."""
        return cls(Path(path), *open_file(Path(path)))

    async def read(self, *kinds: str) -> Contents:
        """See Store.read."""
        return await self._run(lambda: self._read(kinds))

    def _read(self, kinds: Sequence[str]) -> Contents:
        only = f"WHERE kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = self._connection.execute(
            f"SELECT kind, key, body, revision FROM documents {only} ORDER BY kind, key", kinds
        )
        stored = tuple(
            Stored(kind, key, decode(body, f"{kind} {key} in {self._path}"), revision)
            for kind, key, body, revision in rows
        )
        return Contents(sqlite_history.last_revision(self._connection), stored)

    async def read_at(self, revision: Revision) -> Contents:
        """See Store.read_at."""
        return await self._run(lambda: sqlite_history.read_at(self._connection, revision))

    async def revision(self) -> Revision:
        """See Store.revision."""
        return await self._run(lambda: sqlite_history.last_revision(self._connection))

    async def first_revision(self) -> Revision:
        """See Store.first_revision."""
        return await self._run(lambda: sqlite_history.first_revision(self._connection))

    async def write(
        self,
        edits: Sequence[Edit],
        *,
        by: str,
        why: str,
        at: float,
        expected: Revision | None = None,
        token: ClientToken | None = None,
    ) -> Revision:
        """See Store.write."""
        loop = asyncio.get_running_loop()

        def write() -> Revision:
            if token and (used := sqlite_history.used(self._connection, token)):
                return used.revision
            before = sqlite_history.last_revision(self._connection)
            refuse_if_store_moved(expected, before)
            revision = self._write(before, edits, (at, by, why), token)
            if revision > before:
                # From here, not after the await: whoever is cancelled meanwhile has written all the same.
                loop.call_soon_threadsafe(self._bell.ring)
            return revision

        return await self._run(write)

    def _write(
        self, before: Revision, edits: Sequence[Edit], account: tuple[float, str, str], token: ClientToken | None
    ) -> Revision:
        with transaction(self._connection):
            found = differences(edits, self._held)
            revision = before + 1 if found else before
            if found:
                self._connection.execute("INSERT INTO writes VALUES (?, ?, ?, ?)", (revision, *account))
                self._apply(found, revision)
            if token:
                use = (token.value, token.digest, revision, bool(found), *account)
                self._connection.execute("INSERT INTO client_tokens VALUES (?, ?, ?, ?, ?, ?, ?)", use)
        return revision

    def _held(self, kind: str, key: str) -> Held | None:
        document = "SELECT body, revision FROM documents WHERE kind = ? AND key = ?"
        row = self._connection.execute(document, (kind, key)).fetchone()
        return Held(*row) if row else None

    def _apply(self, found: Sequence[Difference], revision: Revision) -> None:
        self._connection.executemany(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)",
            ((revision, place, d.kind, d.key, d.before, d.after) for place, d in enumerate(found)),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)",
            ((d.kind, d.key, d.after, revision) for d in found if d.after is not None),
        )
        self._connection.executemany(
            "DELETE FROM documents WHERE kind = ? AND key = ?",
            ((d.kind, d.key) for d in found if d.after is None),
        )

    def watch(self, after: Revision) -> AsyncIterator[Written]:
        """See Store.watch."""
        return follow(self._bell, after, self._written_after)

    async def _written_after(self, after: Revision) -> Sequence[Written]:
        return await self._run(lambda: sqlite_history.following(self._connection, after))

    async def history(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        limit: int = 100,
        before: Revision | None = None,
        since: float | None = None,
        until: float | None = None,
        by: str | None = None,
    ) -> tuple[Written, ...]:
        """See Store.history."""
        of_writes = {"revision < ?": before, "at >= ?": since, "at <= ?": until, "by = ?": by}
        of_changes = {"kind = ?": kind, "key = ?": key}
        return await self._run(lambda: sqlite_history.newest(self._connection, of_writes, of_changes, limit))

    async def written_with(self, token: ClientToken) -> Written | None:
        """See Store.written_with."""
        return await self._run(lambda: sqlite_history.written_with(self._connection, token))

    async def forget_history(self, before: float) -> None:
        """See Store.forget_history."""
        while await self._keep(lambda: sqlite_history.forget_history(self._connection, before, SLICE)):
            pass

    async def record(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """See Store.record."""
        return await self._keep(lambda: sqlite_log.record(self._connection, entries))

    async def logged(
        self,
        log: str,
        *,
        kind: str | None = None,
        key: str | None = None,
        since: float | None = None,
        until: float | None = None,
        contains: str | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> tuple[Entry, ...]:
        """See Store.logged."""
        conditions = sqlite_log.conditions(log, kind, key, since, until, contains, before)
        return await self._run(lambda: sqlite_log.logged(self._connection, conditions, limit))

    async def latest(self, log: str, *, until: float | None = None) -> tuple[Entry, ...]:
        """See Store.latest."""
        return await self._run(lambda: sqlite_log.latest(self._connection, log, until))

    async def forget(self, log: str, before: float) -> None:
        """See Store.forget."""
        while await self._keep(lambda: sqlite_log.forget(self._connection, log, before, SLICE)):
            pass

    async def report(self, reports: Sequence[Report]) -> None:
        """See Store.report."""
        self._refuse_if_closed()
        self._reports.take(reports)

    async def reports(self) -> tuple[Report, ...]:
        """See Store.reports."""
        self._refuse_if_closed()
        return self._reports.present()

    def watch_reports(self) -> AsyncIterator[Sequence[Report]]:
        """See Store.watch_reports."""
        return self._reports.watch()

    async def forget_reports(self, tasks: Iterable[Task]) -> None:
        """See Store.forget_reports."""
        self._refuse_if_closed()
        self._reports.forget(tasks)

    async def close(self) -> None:
        """See Store.close."""
        if self._bell.closed:
            return
        self._bell.close()
        self._reports.close()
        closing = self._thread.submit(self._let_go)
        self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(closing))

    def _let_go(self) -> None:
        with self._lock, translated(self._path):
            self._connection.close()

    async def _keep(self, work: Callable[[], _T]) -> _T:
        """Do it whole or not at all; it is safe once this returns."""

        def keep() -> _T:
            with transaction(self._connection):
                return work()

        return await self._run(keep)

    async def _run(self, work: Callable[[], _T]) -> _T:
        """Do it in the store's thread, after all that was asked before."""
        self._refuse_if_closed()

        def translate() -> _T:
            with translated(self._path):
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, translate)

    def _refuse_if_closed(self) -> None:
        if self._bell.closed:
            raise StoreUnreadable(f"the store {self._path} is closed")
