"""Opening a store: what is wrong with a file is said with its name, the cause and the way out."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from trunkline.errors import StoreUnreadable
from trunkline.store.contract import Edit
from trunkline.store.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store with two hundred documents."""
    path = tmp_path / "gtm.db"
    asyncio.run(fill(SqliteStore.open(path)))
    return path


async def fill(store: SqliteStore) -> None:
    edits = [Edit("pool", f"p{n}", {"text": "x" * 200}) for n in range(200)]
    await store.write(edits, by="ann", why="to begin", at=1.0)
    await store.close()


def sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "not a database": (lambda path: path.write_bytes(b"pools:\n- one\n" * 99), "not a database (name another file"),
    "another program's": (lambda path: sql(path, "PRAGMA application_id = 7"), "another program's database (name"),
    "a newer one": (
        lambda path: sql(path, "PRAGMA user_version = 3"),
        "version 3, this trunkline knows version 2 (run",
    ),
    "cut short": (lambda path: os.truncate(path, path.stat().st_size // 2), "damaged"),
    "cut to nothing": (lambda path: os.truncate(path, 0), "is empty: it was cut short (restore it, or remove it"),
    "damaged": (damage, "damaged"),
    "a directory": (lambda path: (path.unlink(), path.mkdir()), "is a directory (name a file inside it)"),
}


@pytest.mark.parametrize(("spoil", "words"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_is_refused_with_cause_and_remedy(
    path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(path)
    for _ in range(2):  # the refusal lets go of the lock
        with pytest.raises(StoreUnreadable) as refused:
            SqliteStore.open(path)
        assert str(refused.value).startswith(str(path))
        assert words in str(refused.value)


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreadable, match=r"no directory .*/none \(make it first\)"):
        SqliteStore.open(tmp_path / "none" / "gtm.db")


@contextmanager
def as_plain_user() -> Iterator[None]:
    """Root may write anywhere; so for once we are nobody, if we can."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("closed", ["gtm.db", "gtm.db.lock", "."])
def test_a_file_without_permission_is_refused(closed: str) -> None:
    with TemporaryDirectory() as directory:  # unlike tmp_path, within everyone's reach
        path = Path(directory) / "gtm.db"
        asyncio.run(fill(SqliteStore.open(path)))
        for each in (path.parent, path, path.with_name("gtm.db.lock")):
            each.chmod(0o777)
        (path.parent / closed).chmod(0o444)
        with as_plain_user(), pytest.raises(StoreUnreadable, match=r"gtm.db: .* \(let this user read and write"):
            SqliteStore.open(path)
        path.parent.chmod(0o700)


def test_a_second_process_on_the_same_store_is_told_who_has_it(path: Path) -> None:
    program = "import sys; from trunkline.store.sqlite import SqliteStore; SqliteStore.open(sys.argv[1])"
    with closing(SqliteStore.open(path)._lock):
        second = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True)
    assert f"{path} is in use by another process, {os.getpid()} (stop that one" in second.stderr


async def test_a_closed_store_can_be_opened_again_with_all_it_held(path: Path) -> None:
    store = SqliteStore.open(path)
    assert len((await store.read()).documents) == 200
    (written,) = await store.history()
    assert (written.revision, written.by, written.why, written.at) == (1, "ann", "to begin", 1.0)
    await store.close()


@pytest.mark.parametrize("broken", ["{", "[]", "7", ""])
async def test_a_document_that_is_not_a_json_object_is_named(path: Path, broken: str) -> None:
    sql(path, f"UPDATE documents SET body = '{broken}' WHERE key = 'p7'")
    sql(path, f"UPDATE changes SET after = '{broken}' WHERE key = 'p7'")
    store = SqliteStore.open(path)
    with pytest.raises(StoreUnreadable, match=r"pool p7 in .*gtm\.db is not .*JSON.*backup"):
        await store.read()
    with pytest.raises(StoreUnreadable, match=r"pool p7 in the history at revision 1 is not .*JSON"):
        await store.history()
    await store.close()


async def test_a_full_disk_refuses_a_write_and_keeps_nothing_of_it(path: Path) -> None:
    store = SqliteStore.open(path)
    store._connection.execute("PRAGMA max_page_count = 1")  # SQLite raises it to what the file has by now
    large = [Edit("pool", f"q{n}", {"text": "x" * 5000}) for n in range(50)]
    with pytest.raises(StoreUnreadable, match=r"full .*make room on the disk"):
        await store.write(large, by="ann", why="too much", at=2.0)
    contents = await store.read()
    assert (contents.revision, len(contents.documents)) == (1, 200)
    assert await store.write([Edit("pool", "p1", None)], by="ann", why="less", at=3.0) == 2
    await store.close()


def remove_all_but_the_log(path: Path, log: bytes) -> None:
    path.unlink()
    path.with_name("gtm.db-wal").write_bytes(log)


async def test_the_log_of_a_removed_store_does_not_enter_a_new_one(path: Path) -> None:
    store = SqliteStore.open(path)
    await store.write([Edit("pool", "late", {})], by="ann", why="in the log", at=2.0)
    log = path.with_name("gtm.db-wal").read_bytes()
    await store.close()
    remove_all_but_the_log(path, log)
    new = SqliteStore.open(path)
    assert (await new.read()).revision == 0
    await new.close()
