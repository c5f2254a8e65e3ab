"""A store that forgets much at once lets others in between, and forgets all the same what it should."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from trunkline.store import sqlite
from trunkline.store.contract import ALERT, STANDING, Edit, Entry
from trunkline.store.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStore]:
    monkeypatch.setattr(sqlite, "SLICE", 3)
    store = SqliteStore.open(tmp_path / "store.sqlite")
    yield store
    await store.close()


@pytest.mark.parametrize(("log", "left"), [(ALERT, {20, 21}), (STANDING, {18, 19, 20, 21})])
async def test_a_log_is_forgotten_slice_by_slice(store: SqliteStore, log: str, left: set[float]) -> None:
    await store.record([Entry(log, at, "address", f"a{at % 2}", {}) for at in range(22)])
    await store.forget(log, 20)
    assert {entry.at for entry in await store.logged(log)} == left


async def test_history_is_forgotten_slice_by_slice_though_one_write_is_larger_than_a_slice(store: SqliteStore) -> None:
    for at in range(12):
        edits = [Edit("pool", f"p{number}", {"at": at}) for number in range(5 if at == 4 else 2)]
        await store.write(edits, by="", why="", at=float(at))
    await store.forget_history(10.0)
    assert await store.first_revision() == 10
    assert [one.body["at"] for one in (await store.read_at(10)).documents] == [9, 9, 4, 4, 4]


async def test_who_asks_while_much_is_forgotten_is_answered_before_all_is(store: SqliteStore) -> None:
    await store.record([Entry(ALERT, at, "address", "a", {}) for at in range(100)])
    forgetting = asyncio.create_task(store.forget(ALERT, 1e9))
    await asyncio.sleep(0)
    assert 0 < len(await store.logged(ALERT)) < 100
    await forgetting
    assert await store.logged(ALERT) == ()
