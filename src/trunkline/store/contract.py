"""What every store promises: read all, write if unchanged, watch, and remember who changed what and why.

The words are etcd's. One revision counts up for the whole store, by one for each write that changes something; an empty
store is at revision 0. A document knows the revision of its last change. The logs beside the documents make no
revision. tests/store/test_contract.py holds every store to what is said here.

A store in etcd would keep a write, its client token and its documents as keys of one transaction (the token's must not
exist yet), read the past at its revision, and number an entry by the revision of the transaction that records it;
`forget_history` would compact.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store.client_token import ClientToken

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


STANDING, SWITCH, ALERT, DELIVERY = "standing", "switch", "alert", "delivery"
"""The logs: how each subject stands from then on, what each line is answered from then on, what people were told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a log says of one subject, such as address telecom-1, at one time (seconds since the epoch).

    `number` counts up over all logs of the store, which gives it, and is never given twice.
    """

    log: str
    at: float
    kind: str
    key: str
    body: Body
    number: int = 0


class Store(Protocol):
    """A place for documents, logs and reports. StoreUnreadable whenever what lies beneath fails, or it is closed."""

    async def read(self, *kinds: str) -> Contents:
        """Everything at one revision, the present one; with `kinds`, only the documents of these."""
        ...

    async def read_at(self, revision: Revision) -> Contents:
        """Everything as it was at that revision, 0 being the empty store.

        NotFound if that revision is yet to come, or the history no longer reaches back to it. A document whose last
        change was forgotten tells the latest revision that this may have been.
        """
        ...

    async def revision(self) -> Revision:
        """That of the last write, without reading what it wrote."""
        ...

    async def first_revision(self) -> Revision:
        """The first that the history tells of; it is whole from there on. 1 as long as nothing was forgotten."""
        ...

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
        """Make all edits or none; answer the store's revision afterwards, once the write is safe.

        A write with a token that was used before makes nothing and answers the revision of that time, whatever it
        expects; Conflict if that was another request. A write that was refused has not used its token.

        Edits that leave every document as it is make no revision. Conflict if the store is not at `expected`, or a
        document not at its own; ValueError if two edits name the same document. Who is cancelled while waiting does not
        know whether the write was made, but it was made whole or not at all.
        """
        ...

    async def written_with(self, token: ClientToken) -> Written | None:
        """The write that used the token, with no changes if there were none to make; None if no write did.

        Conflict if that was another request. Tokens are forgotten with the history.
        """
        ...

    def watch(self, after: Revision) -> AsyncIterator[Written]:
        """Every write after that revision, in order, none left out and none twice, then those to come.

        StoreUnreadable if the next one is forgotten already: read anew. Ends when the store is closed.
        """
        ...

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
        """The last `limit` writes, newest first; those older than `before` if that is given.

        `since` and `until` are times, both included; `by` is who wrote. With `kind` or `key`, only the writes that
        changed such documents, and of those only these changes.
        """
        ...

    async def forget_history(self, before: float) -> None:
        """Drop the writes, and the tokens, of before that time; documents stay.

        The last write of before that time stays, so that every moment since then can still be told.
        """
        ...

    async def record(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """Take all entries into their logs, or none; safe once it returns the numbers that it gave them, in order."""
        ...

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
        """The last `limit` entries of a log, newest first; those numbered below `before` if that is given.

        `since` and `until` are times, both included; `contains` stands, whatever the case of its letters, in the key
        or in a text of the body.
        """
        ...

    async def latest(self, log: str, *, until: float | None = None) -> tuple[Entry, ...]:
        """Of the entries at or before that time the last that was recorded of each subject, ordered by kind and key."""
        ...

    async def forget(self, log: str, before: float) -> None:
        """Drop the entries of before that time.

        Of STANDING the last one of each subject stays, so that `latest` stays true for every moment since then.
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
