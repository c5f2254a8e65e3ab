"""A store that lasts as long as its process: for tests, and for trying things out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from trunkline.errors import StoreUnreadable
from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store.contract import Contents, Edit, Revision, Stored, Written
from trunkline.store.edits import Difference, Held, changed, decode, differences, refuse_if_store_moved
from trunkline.store.reports import Reports
from trunkline.store.watch import Bell, follow


@dataclass(frozen=True, slots=True)
class _Write:
    """A Written whose bodies are JSON text."""

    revision: Revision
    at: float
    by: str
    why: str
    differences: tuple[Difference, ...]

    def written(self, kind: str | None = None, key: str | None = None) -> Written:
        wanted = (d for d in self.differences if kind in (None, d.kind) and key in (None, d.key))
        changes = tuple(changed(difference, self.revision) for difference in wanted)
        return Written(self.revision, self.at, self.by, self.why, changes)


class MemoryStore:
    """Keeps the contract of Store, and nothing else."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], Held] = {}
        self._writes: list[_Write] = []  # the write of revision n is at n - 1
        self._bell = Bell()
        self._reports = Reports()

    async def read(self) -> Contents:
        """See Store.read."""
        self._refuse_if_closed()
        return Contents(len(self._writes), tuple(self._stored()))

    async def revision(self) -> Revision:
        """See Store.revision."""
        self._refuse_if_closed()
        return len(self._writes)

    def _stored(self) -> Iterator[Stored]:
        for (kind, key), held in sorted(self._documents.items(), key=lambda item: item[0]):
            yield Stored(kind, key, decode(held.text, f"{kind} {key}"), held.revision)

    async def write(
        self, edits: Sequence[Edit], *, by: str, why: str, at: float, expected: Revision | None = None
    ) -> Revision:
        """See Store.write."""
        self._refuse_if_closed()
        refuse_if_store_moved(expected, len(self._writes))
        found = differences(edits, lambda kind, key: self._documents.get((kind, key)))
        if found:
            self._make(_Write(len(self._writes) + 1, at, by, why, found))
            self._bell.ring()
        return len(self._writes)

    def _make(self, write: _Write) -> None:
        for difference in write.differences:
            document = (difference.kind, difference.key)
            if difference.after is None:
                del self._documents[document]
            else:
                self._documents[document] = Held(difference.after, write.revision)
        self._writes.append(write)

    def watch(self, after: Revision) -> AsyncIterator[Written]:
        """See Store.watch."""
        return follow(self._bell, after, self._written_after)

    async def _written_after(self, revision: Revision) -> Sequence[Written]:
        return [write.written() for write in self._writes[revision : revision + 100]]

    async def history(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        limit: int = 100,
        before: Revision | None = None,
    ) -> tuple[Written, ...]:
        """See Store.history."""
        self._refuse_if_closed()
        older = (write for write in reversed(self._writes) if before is None or write.revision < before)
        told = (write.written(kind, key) for write in older)
        return tuple(islice((written for written in told if written.changes), max(limit, 0)))

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
        self._bell.close()
        self._reports.close()

    def _refuse_if_closed(self) -> None:
        if self._bell.closed:
            raise StoreUnreadable("the store is closed")
