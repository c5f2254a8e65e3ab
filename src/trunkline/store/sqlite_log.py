"""The logs in a SQLite store: entries recorded, looked for and forgotten. All of it runs in the store's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from trunkline.store.contract import STANDING, Entry
from trunkline.store.edits import decode, encode
from trunkline.store.entries import fold, words

_COLUMNS = "log, at, kind, key, body, number"
_LAST_OF_EACH = "SELECT max(number) FROM entries WHERE log = ? AND at {} ? GROUP BY key, kind"


def record(connection: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[int, ...]:
    """See Store.record; inside a transaction. ValueError or TypeError if a body is not JSON."""
    connection.executemany(
        "INSERT INTO entries (log, at, kind, key, body, words) VALUES (?, ?, ?, ?, ?, ?)",
        ((one.log, one.at, one.kind, one.key, encode(one.body), words(one)) for one in entries),
    )
    (last,) = connection.execute("SELECT last_insert_rowid()").fetchone()
    return tuple(range(last - len(entries) + 1, last + 1))  # one transaction: nobody else's stand between


def conditions(
    log: str,
    kind: str | None,
    key: str | None,
    since: float | None,
    until: float | None,
    contains: str | None,
    before: int | None,
) -> dict[str, object]:
    """What is asked of entries, as SQL; what is None is not asked."""
    asked = {
        "log = ?": log,
        "kind = ?": kind,
        "key = ?": key,
        "at >= ?": since,
        "at <= ?": until,
        "number < ?": before,
        "instr(words, ?)": None if contains is None else fold(contains),
    }
    return {condition: value for condition, value in asked.items() if value is not None}


def logged(connection: sqlite3.Connection, wanted: Mapping[str, object], limit: int) -> tuple[Entry, ...]:
    """The last entries that meet all conditions, newest first."""
    by_number = "+number" if "key = ?" in wanted else "number"  # the + has SQLite look up the key, then sort
    where = f"WHERE {' AND '.join(wanted)} ORDER BY {by_number} DESC LIMIT ?"
    return _entries(connection, where, (*wanted.values(), max(limit, 0)))


def latest(connection: sqlite3.Connection, log: str, until: float | None) -> tuple[Entry, ...]:
    """See Store.latest."""
    where = f"WHERE number IN ({_LAST_OF_EACH.format('<=')}) ORDER BY kind, key"
    return _entries(connection, where, (log, float("inf") if until is None else until))


def forget(connection: sqlite3.Connection, log: str, before: float, most: int) -> bool:
    """See Store.forget; inside a transaction. Drops at most so many; answers whether there may be more to drop."""
    stays = f" AND number NOT IN ({_LAST_OF_EACH.format('<')})" if log == STANDING else ""
    old = f"SELECT number FROM entries WHERE log = ? AND at < ?{stays} ORDER BY number LIMIT ?"
    values = (log, before) * (2 if stays else 1)
    return connection.execute(f"DELETE FROM entries WHERE number IN ({old})", (*values, most)).rowcount == most


def _entries(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> tuple[Entry, ...]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM entries {where}", values)
    return tuple(
        Entry(log, at, kind, key, decode(body, f"entry {number} of the {log} log"), number)
        for log, at, kind, key, body, number in rows
    )
