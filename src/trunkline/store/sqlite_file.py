"""The SQLite file under a store: made whole, locked against a second process, and looked over before it is trusted."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path

from trunkline.errors import StoreUnreadable
from trunkline.store.sqlite_tables import STEPS, TABLES, VERSION

APPLICATION = 0x74726B6C
"""`PRAGMA application_id` of our files ("trkl"), so that another program's database is not taken for a store."""


def open_file(path: Path) -> tuple[sqlite3.Connection, TextIOWrapper]:
    """A connection to the store at `path`, made if there is none, and the lock that keeps others out until closed.

    The lock is `path` with ".lock" added; it stays behind, empty of meaning, when nobody holds it. Raises
    StoreUnreadable with the file's name, the cause and the way out.
    """
    _refuse_bad_place(path)
    lock = _lock(path)
    try:
        if not path.exists():
            _create(path)
        return _open_existing(path), lock
    except BaseException:
        lock.close()
        raise


def _refuse_bad_place(path: Path) -> None:
    try:
        if path.is_dir():
            raise StoreUnreadable(f"{path} is a directory (name a file inside it)")
        if not path.parent.is_dir():
            raise StoreUnreadable(f"{path}: there is no directory {path.parent} (make it first)")
    except OSError as error:
        raise _unreachable(path, error) from error


def _lock(path: Path) -> TextIOWrapper:
    try:
        lock = path.with_name(path.name + ".lock").open("a+", encoding="ascii")
    except OSError as error:
        raise _unreachable(path, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise StoreUnreadable(
            f"{path} is in use by another process, {owner} (stop that one, or give this one a store of its own)"
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _create(path: Path) -> None:
    """Make the file elsewhere and move it here when it is whole: an empty file is thus always a damaged store."""
    draft = path.with_name(path.name + ".new")
    with translated(path):
        for remains in (draft, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            remains.unlink(missing_ok=True)  # SQLite would play the log of a removed store into the new one
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            for statement in TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        draft.rename(path)


def _open_existing(path: Path) -> sqlite3.Connection:
    with translated(path):
        if path.stat().st_size == 0:
            raise StoreUnreadable(f"{path} is empty: it was cut short (restore it, or remove it to begin a new store)")
        path.open("r+b").close()  # SQLite would open a file that it may only read, and refuse the first write
        connection = sqlite3.connect(
            path.absolute().as_uri() + "?mode=rw", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            _check(path, connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _check(path: Path, connection: sqlite3.Connection) -> None:
    _refuse_strangers(path, connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreUnreadable(f"{path} is damaged: {verdict} (restore it from a backup)")
    _bring_up_to_date(connection)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """All steps in one transaction: whoever is killed meanwhile leaves the file as it was."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    with transaction(connection):
        for old in range(version, VERSION):
            for statement in STEPS[old]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _refuse_strangers(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise StoreUnreadable(f"{path} is another program's database (name another file)")
    if version != VERSION and version not in STEPS:
        raise StoreUnreadable(
            f"{path} has tables of version {version}, this trunkline knows version {VERSION} "
            "(run the trunkline that wrote it, or a newer one)"
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside is kept, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself if the disk is full
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Failures of SQLite and of the file system, as StoreUnreadable."""
    try:
        yield
    except sqlite3.Error as error:
        remedy = _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "see what the file system says of it")
        raise StoreUnreadable(f"{path}: {error} ({remedy})") from error
    except OSError as error:
        raise _unreachable(path, error) from error


_REMEDIES = {
    sqlite3.SQLITE_NOTADB: "name another file, or move this one away to begin a new store",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore it from a backup",
    sqlite3.SQLITE_CANTOPEN: "let this user read and write the file and its directory",
    sqlite3.SQLITE_READONLY: "let this user read and write the file and its directory",
    sqlite3.SQLITE_FULL: "make room on the disk, then repeat; nothing of this was kept",
    sqlite3.SQLITE_IOERR: "the disk fails: see the system's log",
    sqlite3.SQLITE_BUSY: "another program has the file open and is writing to it: end it",
}


def _unreachable(path: Path, error: OSError) -> StoreUnreadable:
    return StoreUnreadable(
        f"{path}: {error.strerror or error} (let this user read and write the file and its directory)"
    )
