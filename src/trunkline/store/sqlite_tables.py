"""The tables of a SQLite store, and the way to them from every version that was ever released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

VERSION = 2
"""`PRAGMA user_version`: the version of the tables below."""

_DOCUMENTS = (
    """CREATE TABLE documents (
        kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, key)
    )""",
    """CREATE TABLE writes (
        revision INTEGER PRIMARY KEY, at REAL NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL
    )""",
    """CREATE TABLE changes (
        revision INTEGER NOT NULL REFERENCES writes, place INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
        before TEXT, after TEXT, PRIMARY KEY (revision, place)
    ) WITHOUT ROWID""",
    "CREATE INDEX changes_by_key ON changes (key, kind, revision)",
    "CREATE INDEX changes_by_kind ON changes (kind, revision)",
)

_LOGS_AND_TOKENS = (
    "CREATE INDEX writes_by_time ON writes (at)",
    "CREATE INDEX writes_by_writer ON writes (by)",
    """CREATE TABLE client_tokens (
        value TEXT PRIMARY KEY, digest TEXT NOT NULL, revision INTEGER NOT NULL, made INTEGER NOT NULL,
        at REAL NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX client_tokens_by_time ON client_tokens (at)",
    # AUTOINCREMENT: no number is given twice, even if the newest entries are forgotten.
    """CREATE TABLE entries (
        number INTEGER PRIMARY KEY AUTOINCREMENT, log TEXT NOT NULL, at REAL NOT NULL,
        kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, words TEXT NOT NULL
    )""",
    "CREATE INDEX entries_by_log ON entries (log, number, at)",
    "CREATE INDEX entries_by_subject ON entries (log, key, kind, at)",
)

TABLES: Iterable[str] = (*_DOCUMENTS, *_LOGS_AND_TOKENS)
"""What makes an empty file a store."""

STEPS: Mapping[int, Iterable[str]] = {1: _LOGS_AND_TOKENS}
"""What makes tables of that version those of the next."""
