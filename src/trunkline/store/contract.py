"""What every store promises: read all, write if unchanged, watch, and remember who changed what and why.

The words are etcd's. One revision counts up for the whole store, by one for each write that changes something; an empty
store is at revision 0. A document knows the revision of its last change. tests/store/test_contract.py holds every store
to what is said here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from trunkline.health.observation import Task
from trunkline.health.report import Report

Revision = int
"""0 is the empty store; a document at revision 0 does not exist."""

Body = Mapping[str, Any]
"""A JSON object. What is read is a copy: to change it changes nothing in the store."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the store holds it; `revision` is that of its last change."""

    kind: str
    key: str
    body: Body
    revision: Revision


@dataclass(frozen=True, slots=True)
class Edit:
    """One document's part in a write: its new body, or None to delete it.

    `expected` is the revision that the document must be at, 0 if it must not exist, None if that does not matter.
    """

    kind: str
    key: str
    body: Body | None
    expected: Revision | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All documents as they were at one revision, ordered by kind and key."""

    revision: Revision
    documents: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a write did to one document; `before` is None if it made it, `after` is None if it deleted it."""

    kind: str
    key: str
    before: Body | None
    after: Body | None


@dataclass(frozen=True, slots=True)
class Written:
    """One write: its revision, when (seconds since the epoch), by whom, why, and what it changed, in its own order."""

    revision: Revision
    at: float
    by: str
    why: str
    changes: tuple[Changed, ...]


class Store(Protocol):
    """A place for documents and reports. StoreUnreadable whenever what lies beneath fails, or it is closed."""

    async def read(self) -> Contents:
        """Everything at one revision."""
        ...

    async def revision(self) -> Revision:
        """That of the last write, without reading what it wrote."""
        ...

    async def write(
        self, edits: Sequence[Edit], *, by: str, why: str, at: float, expected: Revision | None = None
    ) -> Revision:
        """Make all edits or none; answer the store's revision afterwards, once the write is safe.

        Edits that leave every document as it is make no revision. Conflict if the store is not at `expected`, or a
        document not at its own; ValueError if two edits name the same document. Who is cancelled while waiting does not
        know whether the write was made, but it was made whole or not at all.
        """
        ...

    def watch(self, after: Revision) -> AsyncIterator[Written]:
        """Every write after that revision, in order, none left out and none twice, then those to come.

        Ends when the store is closed.
        """
        ...

    async def history(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        limit: int = 100,
        before: Revision | None = None,
    ) -> tuple[Written, ...]:
        """The last `limit` writes, newest first; those older than `before` if that is given.

        With `kind` or `key`, only the writes that changed such documents, and of those only these changes.
        """
        ...

    async def report(self, reports: Sequence[Report]) -> None:
        """Take a probe's present words; each replaces the former one of its task and place."""
        ...

    async def reports(self) -> tuple[Report, ...]:
        """The present word of every probe on every task.

        The store has no clock: who reads drops what has expired.
        """
        ...

    def watch_reports(self) -> AsyncIterator[Sequence[Report]]:
        """What is reported from this call on, in batches.

        A watcher that is slow misses words that were replaced meanwhile, never the latest one. Ends when the store is
        closed.
        """
        ...

    async def forget_reports(self, tasks: Iterable[Task]) -> None:
        """Drop what was said of tasks that are no more."""
        ...

    async def close(self) -> None:
        """End the watches and let go of what lies beneath; a second time does nothing."""
        ...
