"""The past in a SQLite store: writes told, undone and forgotten, and who asked for them by which token.

All of it runs in the store's thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Contents, Revision, Stored, Written
from trunkline.store.edits import Difference, changed, decode, refuse_out_of_reach

_AT = """
SELECT kind, key, body, revision FROM documents WHERE revision <= :revision
UNION ALL
SELECT kind, key, before, coalesce(
    (SELECT max(revision) FROM changes WHERE key = undone.key AND kind = undone.kind AND revision <= :revision), :floor
)
FROM (SELECT kind, key, before, min(revision) FROM changes WHERE revision > :revision GROUP BY key, kind) AS undone
WHERE before IS NOT NULL
ORDER BY kind, key
"""
"""What was not touched since, and what the first change since found; SQLite takes `before` from the row of the min."""

_STAYS = """
SELECT coalesce((SELECT min(revision) - 1 FROM writes WHERE at >= ?), max(revision), 0), coalesce(min(revision), 0)
FROM writes
"""
"""The last write of before a time, which stays for the sake of those after it, and the first that there is."""


class Use(NamedTuple):
    """What a write with a client's token was answered, whether it made that revision, and its account."""

    revision: Revision
    made: bool
    at: float
    by: str
    why: str


def last_revision(connection: sqlite3.Connection) -> Revision:
    """See Store.revision."""
    (revision,) = connection.execute("SELECT coalesce(max(revision), 0) FROM writes").fetchone()
    return int(revision)


def first_revision(connection: sqlite3.Connection) -> Revision:
    """See Store.first_revision."""
    (revision,) = connection.execute("SELECT coalesce(min(revision), 1) FROM writes").fetchone()
    return int(revision)


def read_at(connection: sqlite3.Connection, revision: Revision) -> Contents:
    """See Store.read_at."""
    first = first_revision(connection)
    refuse_out_of_reach(revision, first, last_revision(connection))
    rows = connection.execute(_AT, {"revision": revision, "floor": first - 1})
    return Contents(
        revision, tuple(Stored(kind, key, decode(text, f"{kind} {key}"), at) for kind, key, text, at in rows)
    )


def newest(
    connection: sqlite3.Connection, of_writes: Mapping[str, object], of_changes: Mapping[str, object], limit: int
) -> tuple[Written, ...]:
    """The last writes that meet all conditions whose value is given, newest first, with the changes that do."""
    only = {condition: value for condition, value in of_changes.items() if value is not None}
    where = only | {condition: value for condition, value in of_writes.items() if value is not None}
    chosen = f"""SELECT DISTINCT revision FROM {"changes JOIN writes USING (revision)" if only else "writes"}
        {"WHERE" if where else ""} {" AND ".join(where)} ORDER BY revision DESC LIMIT ?"""
    return tuple(_written(connection, chosen, (*where.values(), max(limit, 0)), only)[::-1])


def following(connection: sqlite3.Connection, after: Revision) -> Sequence[Written]:
    """The next few writes after that revision, oldest first."""
    return _written(connection, "SELECT revision FROM writes WHERE revision > ? ORDER BY revision LIMIT 100", (after,))


def _written(
    connection: sqlite3.Connection, revisions: str, chosen: Sequence[object], only: Mapping[str, object] | None = None
) -> list[Written]:
    """The writes that a query for revisions picks, oldest first, with the changes that meet the conditions."""
    rows = connection.execute(
        f"""SELECT revision, at, by, why, kind, key, before, after FROM writes JOIN changes USING (revision)
        WHERE revision IN ({revisions}) {"".join(f"AND {condition} " for condition in only or ())}
        ORDER BY revision, place""",
        (*chosen, *(only or {}).values()),
    )
    return [
        Written(revision, at, by, why, tuple(changed(Difference(*row[4:]), revision) for row in changes))
        for (revision, at, by, why), changes in groupby(rows, key=lambda row: row[:4])
    ]


def forget_history(connection: sqlite3.Connection, before: float, most: int) -> bool:
    """See Store.forget_history; inside a transaction. Drops the oldest writes that make so many changes, one at least;
    answers whether there are more to drop."""
    stays, first = connection.execute(_STAYS, (before,)).fetchone()
    row = connection.execute("SELECT revision FROM changes ORDER BY revision LIMIT 1 OFFSET ?", (most,)).fetchone()
    until = min(stays, max(row[0], first + 1)) if row else stays
    for table in ("changes", "writes"):
        connection.execute(f"DELETE FROM {table} WHERE revision < ?", (until,))
    connection.execute("DELETE FROM client_tokens WHERE at < ?", (before,))
    return bool(until < stays)


def used(connection: sqlite3.Connection, token: ClientToken) -> Use | None:
    """What was done with that token; Conflict if for another request."""
    query = "SELECT digest, revision, made, at, by, why FROM client_tokens WHERE value = ?"
    row = connection.execute(query, (token.value,)).fetchone()
    if row is None:
        return None
    digest, *use = row
    found = Use(*use)
    token.refuse_other(digest, found.revision)
    return found


def written_with(connection: sqlite3.Connection, token: ClientToken) -> Written | None:
    """See Store.written_with."""
    use = used(connection, token)
    if use is None or not use.made:
        return use and Written(use.revision, use.at, use.by, use.why, ())
    return _written(connection, "?", (use.revision,))[0]
