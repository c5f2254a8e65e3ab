"""A store that lasts as long as its process: for tests, and for trying things out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from trunkline.errors import StoreUnreadable
from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Contents, Edit, Entry, Revision, Stored, Written
from trunkline.store.edits import (
    Difference,
    Held,
    changed,
    decode,
    differences,
    refuse_if_store_moved,
    refuse_out_of_reach,
)
from trunkline.store.memory_log import MemoryLog
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
        self._writes: list[_Write] = []  # without a gap
        self._used: dict[str, tuple[str, _Write]] = {}  # token → digest of the request, and what it did
        self._log = MemoryLog()
        self._bell = Bell()
        self._reports = Reports()

    @property
    def _first(self) -> Revision:
        return self._writes[0].revision if self._writes else 1

    @property
    def _last(self) -> Revision:
        return self._writes[-1].revision if self._writes else 0

    async def read(self, *kinds: str) -> Contents:
        """See Store.read."""
        self._refuse_if_closed()
        wanted = {key: held for key, held in self._documents.items() if not kinds or key[0] in kinds}
        return Contents(self._last, tuple(_stored(wanted)))

    async def read_at(self, revision: Revision) -> Contents:
        """See Store.read_at."""
        self._refuse_if_closed()
        refuse_out_of_reach(revision, self._first, self._last)
        earlier = takewhile(lambda write: write.revision <= revision, self._writes)
        touched = {d.document: write.revision for write in earlier for d in write.differences}
        documents = dict(self._documents)
        for write in reversed(self._after(revision)):
            for d in write.differences:
                documents.pop(d.document, None)
                if d.before is not None:
                    documents[d.document] = Held(d.before, touched.get(d.document, self._first - 1))
        return Contents(revision, tuple(_stored(documents)))

    async def revision(self) -> Revision:
        """See Store.revision."""
        self._refuse_if_closed()
        return self._last

    async def first_revision(self) -> Revision:
        """See Store.first_revision."""
        self._refuse_if_closed()
        return self._first

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
        if token and (first := await self.written_with(token)):
            return first.revision
        self._refuse_if_closed()
        refuse_if_store_moved(expected, self._last)
        found = differences(edits, lambda kind, key: self._documents.get((kind, key)))
        write = _Write(self._last + bool(found), at, by, why, found)
        if token:
            self._used[token.value] = (token.digest, write)
        if found:
            self._make(write)
            self._bell.ring()
        return self._last

    def _make(self, write: _Write) -> None:
        for d in write.differences:
            if d.after is None:
                del self._documents[d.document]
            else:
                self._documents[d.document] = Held(d.after, write.revision)
        self._writes.append(write)

    async def written_with(self, token: ClientToken) -> Written | None:
        """See Store.written_with."""
        self._refuse_if_closed()
        if token.value not in self._used:
            return None
        digest, write = self._used[token.value]
        token.refuse_other(digest, write.revision)
        return write.written()

    def watch(self, after: Revision) -> AsyncIterator[Written]:
        """See Store.watch."""
        return follow(self._bell, after, self._written_after)

    async def _written_after(self, revision: Revision) -> Sequence[Written]:
        return [write.written() for write in self._after(revision)[:100]]

    def _after(self, revision: Revision) -> Sequence[_Write]:
        return self._writes[max(revision - self._first + 1, 0) :]

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
        self._refuse_if_closed()
        wanted = (
            write.written(kind, key)
            for write in reversed(self._writes)
            if (before is None or write.revision < before)
            and (since is None or since <= write.at)
            and (until is None or write.at <= until)
            and by in (None, write.by)
        )
        return tuple(islice((written for written in wanted if written.changes), max(limit, 0)))

    async def forget_history(self, before: float) -> None:
        """See Store.forget_history."""
        self._refuse_if_closed()
        newer = next((place for place, write in enumerate(self._writes) if write.at >= before), len(self._writes))
        del self._writes[: max(newer - 1, 0)]
        self._used = {value: use for value, use in self._used.items() if use[1].at >= before}

    async def record(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """See Store.record."""
        self._refuse_if_closed()
        return self._log.record(entries)

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
        self._refuse_if_closed()
        return self._log.logged(log, kind, key, since, until, contains, limit, before)

    async def latest(self, log: str, *, until: float | None = None) -> tuple[Entry, ...]:
        """See Store.latest."""
        self._refuse_if_closed()
        return self._log.latest(log, until)

    async def forget(self, log: str, before: float) -> None:
        """See Store.forget."""
        self._refuse_if_closed()
        self._log.forget(log, before)

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


def _stored(documents: Mapping[tuple[str, str], Held]) -> Iterator[Stored]:
    for (kind, key), held in sorted(documents.items(), key=lambda item: item[0]):
        yield Stored(kind, key, decode(held.text, f"{kind} {key}"), held.revision)
