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
from itertools import groupby
from pathlib import Path
from typing import Self, TypeVar

from trunkline.errors import StoreUnreadable
from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store.contract import Contents, Edit, Revision, Stored, Written
from trunkline.store.edits import Difference, Held, changed, decode, differences, refuse_if_store_moved
from trunkline.store.reports import Reports
from trunkline.store.sqlite_file import open_file, transaction, translated
from trunkline.store.watch import Bell, follow

_T = TypeVar("_T")


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

    async def read(self) -> Contents:
        """See Store.read."""
        return await self._run(self._read)

    def _read(self) -> Contents:
        rows = self._connection.execute("SELECT kind, key, body, revision FROM documents ORDER BY kind, key")
        stored = tuple(
            Stored(kind, key, decode(body, f"{kind} {key} in {self._path}"), revision)
            for kind, key, body, revision in rows
        )
        return Contents(self._revision(), stored)

    async def revision(self) -> Revision:
        """See Store.revision."""
        return await self._run(self._revision)

    def _revision(self) -> Revision:
        (revision,) = self._connection.execute("SELECT coalesce(max(revision), 0) FROM writes").fetchone()
        return int(revision)

    async def write(
        self, edits: Sequence[Edit], *, by: str, why: str, at: float, expected: Revision | None = None
    ) -> Revision:
        """See Store.write."""
        loop = asyncio.get_running_loop()

        def write() -> Revision:
            before = self._revision()
            refuse_if_store_moved(expected, before)
            revision = self._write(before, edits, (at, by, why))
            if revision > before:
                # From here, not after the await: whoever is cancelled meanwhile has written all the same.
                loop.call_soon_threadsafe(self._bell.ring)
            return revision

        return await self._run(write)

    def _write(self, before: Revision, edits: Sequence[Edit], account: tuple[float, str, str]) -> Revision:
        with transaction(self._connection):
            found = differences(edits, self._held)
            if not found:
                return before
            self._connection.execute("INSERT INTO writes VALUES (?, ?, ?, ?)", (before + 1, *account))
            self._apply(found, before + 1)
        return before + 1

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
        next_few = "SELECT revision FROM writes WHERE revision > ? ORDER BY revision LIMIT 100"
        return await self._run(lambda: self._written(next_few, (after,)))

    async def history(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        limit: int = 100,
        before: Revision | None = None,
    ) -> tuple[Written, ...]:
        """See Store.history."""
        wanted = {"kind = ?": kind, "key = ?": key}
        only = {condition: value for condition, value in wanted.items() if value is not None}
        where = {**only, "revision < ?": before} if before is not None else only
        newest = f"""SELECT DISTINCT revision FROM {"changes" if only else "writes"}
            {"WHERE" if where else ""} {" AND ".join(where)} ORDER BY revision DESC LIMIT ?"""
        chosen = (*where.values(), max(limit, 0))
        return tuple(await self._run(lambda: self._written(newest, chosen, only)[::-1]))

    def _written(self, revisions: str, chosen: Sequence[object], only: dict[str, str] | None = None) -> list[Written]:
        """The writes that a query for revisions picks, oldest first, with the changes that meet the conditions."""
        rows = self._connection.execute(
            f"""SELECT revision, at, by, why, kind, key, before, after FROM writes JOIN changes USING (revision)
            WHERE revision IN ({revisions}) {"".join(f"AND {condition} " for condition in only or ())}
            ORDER BY revision, place""",
            (*chosen, *(only or {}).values()),
        )
        return [
            Written(revision, at, by, why, tuple(changed(Difference(*row[4:]), revision) for row in changes))
            for (revision, at, by, why), changes in groupby(rows, key=lambda row: row[:4])
        ]

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
