"""A store that an older trunkline wrote is brought up to date when it is opened, whole or not at all."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import trunkline
from trunkline.errors import StoreUnreadable
from trunkline.store.contract import Changed, Edit, Entry, Stored, Written
from trunkline.store.sqlite import SqliteStore
from trunkline.store.sqlite_tables import STEPS

VERSION_1 = """
CREATE TABLE documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, key)
);
CREATE TABLE writes (
    revision INTEGER PRIMARY KEY, at REAL NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL
);
CREATE TABLE changes (
    revision INTEGER NOT NULL REFERENCES writes, place INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    before TEXT, after TEXT, PRIMARY KEY (revision, place)
) WITHOUT ROWID;
CREATE INDEX changes_by_key ON changes (key, kind, revision);
CREATE INDEX changes_by_kind ON changes (kind, revision);
INSERT INTO writes VALUES (1, 1.5, 'ann', 'to begin'), (2, 2.5, 'bob', '');
INSERT INTO changes VALUES (1, 0, 'pool', 'a', NULL, '{"n":1}'), (2, 0, 'pool', 'a', '{"n":1}', '{"n":2}');
INSERT INTO documents VALUES ('pool', 'a', '{"n":2}', 2);
PRAGMA application_id = 0x74726B6C;
PRAGMA user_version = 1;
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from trunkline.store import sqlite_file, sqlite_tables

def dying(statements, left):
    for statement in statements:
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        yield statement
    os.kill(os.getpid(), signal.SIGKILL)

sqlite_file.STEPS = {1: dying(sqlite_tables.STEPS[1], int(sys.argv[2]))}
sqlite_file.open_file(Path(sys.argv[1]))
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of version 1 with two writes."""
    path = tmp_path / "gtm.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1)
    return path


def tables(path: Path) -> list[tuple[str, str]]:
    """What stands in the file, by name, and its version."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [("version", str(version)), *((name, " ".join(sql.split())) for name, sql in made)]


async def look(path: Path) -> None:
    store = SqliteStore.open(path)
    first = Written(1, 1.5, "ann", "to begin", (Changed("pool", "a", None, {"n": 1}),))
    assert (await store.read()).documents == (Stored("pool", "a", {"n": 2}, 2),)
    assert (await store.read_at(1)).documents == (Stored("pool", "a", {"n": 1}, 1),)
    assert await store.history(by="ann", until=2) == (first,)
    await store.record([Entry("alert", 1.0, "pool", "a", {})])
    assert len(await store.logged("alert")) == 1
    assert await store.write([Edit("pool", "a", None)], by="ann", why="", at=3.0) == 3
    await store.close()


def test_a_store_of_version_one_keeps_all_it_held_and_learns_the_rest(old: Path) -> None:
    asyncio.run(look(old))


def test_an_old_store_ends_with_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    for path in (old, tmp_path / "new.db"):
        asyncio.run(SqliteStore.open(path).close())
    assert tables(old) == tables(tmp_path / "new.db")


@pytest.mark.parametrize("statements", range(len(list(STEPS[1])) + 1))
def test_a_kill_in_the_middle_leaves_the_old_store_whole(old: Path, statements: int) -> None:
    before, home = tables(old), {**os.environ, "PYTHONPATH": str(Path(trunkline.__file__).parents[1])}
    killed = subprocess.run([sys.executable, "-c", KILLED, old, str(statements)], env=home, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert tables(old) == before
    asyncio.run(look(old))


def test_a_version_that_never_was_is_refused(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 0")
    with pytest.raises(StoreUnreadable, match="tables of version 0, this trunkline knows version 2"):
        SqliteStore.open(old)
