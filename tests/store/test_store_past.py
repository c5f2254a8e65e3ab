"""What every store promises of its past (trunkline.store.contract): told, read again, forgotten."""

from typing import Any

import pytest

from trunkline.errors import NotFound, StoreUnreadable
from trunkline.store.contract import Contents, Edit, Store, Stored

pytestmark = pytest.mark.anyio


async def write(store: Store, at: float, by: str = "ann", **bodies: int | None) -> int:
    """Puts each document with that number in it, or deletes it."""
    edits = [Edit("pool", key, None if number is None else {"n": number}) for key, number in bodies.items()]
    return await store.write(edits, by=by, why="a test", at=at)


async def revisions(store: Store, **asked: Any) -> list[int]:
    return [written.revision for written in await store.history(**asked)]


async def some_past(store: Store) -> list[Contents]:
    """Five writes at 10, 20, 30, 40 and 50; what was read before them and after each."""
    seen = [await store.read()]
    for number, bodies in enumerate(({"a": 1}, {"b": 1}, {"a": 2, "c": 1}, {"a": None}, {"a": 3, "b": 2}), start=1):
        await write(store, 10.0 * number, "bob" if number % 2 else "ann", **bodies)
        seen.append(await store.read())
    return seen


def bodies(contents: Contents) -> dict[str, Any]:
    return {document.key: document.body for document in contents.documents}


ASKED: dict[str, tuple[dict[str, Any], list[int]]] = {
    "from a time on": ({"since": 30}, [5, 4, 3]),
    "up to a time": ({"until": 30}, [3, 2, 1]),
    "between": ({"since": 15, "until": 45}, [4, 3, 2]),
    "who": ({"by": "ann"}, [4, 2]),
    "nobody": ({"by": "eve"}, []),
    "who, of a document": ({"by": "bob", "key": "a"}, [5, 3, 1]),
    "a time, of a kind": ({"kind": "pool", "until": 20}, [2, 1]),
    "a kind that is not there": ({"kind": "zone", "since": 0}, []),
    "all at once": ({"kind": "pool", "key": "a", "by": "bob", "since": 10, "until": 40, "before": 5, "limit": 1}, [3]),
}


@pytest.mark.parametrize(("asked", "found"), ASKED.values(), ids=ASKED)
async def test_history_is_found_by(store: Store, asked: dict[str, Any], found: list[int]) -> None:
    await some_past(store)
    assert await revisions(store, **asked) == found


async def test_every_revision_can_be_read_as_it_was(store: Store) -> None:
    past = await some_past(store)
    assert [await store.read_at(revision) for revision in range(6)] == past


async def test_a_revision_that_never_was_is_not_found(store: Store) -> None:
    await write(store, 1, a=1)
    with pytest.raises(NotFound, match="no revision 2 yet: the store is at revision 1"):
        await store.read_at(2)
    with pytest.raises(NotFound, match="no revision -1"):
        await store.read_at(-1)


async def test_history_begins_with_revision_one_until_something_is_forgotten(store: Store) -> None:
    assert await store.first_revision() == 1
    await some_past(store)
    assert await store.first_revision() == 1


@pytest.mark.parametrize(("before", "first"), [(10, 1), (20, 1), (20.5, 2), (40, 3), (50, 4), (99, 5)])
async def test_the_last_write_of_before_that_time_is_the_first_that_stays(
    store: Store, before: float, first: int
) -> None:
    past = await some_past(store)
    await store.forget_history(before)
    assert await revisions(store) == list(range(5, first - 1, -1))
    assert (await store.first_revision(), await store.read()) == (first, past[5])
    for revision in range(first, 6):
        assert bodies(await store.read_at(revision)) == bodies(past[revision])


async def test_a_revision_of_before_the_history_is_not_found_in_words(store: Store) -> None:
    await some_past(store)
    await store.forget_history(45)
    with pytest.raises(NotFound, match="revision 2 is forgotten: the history begins with revision 4"):
        await store.read_at(2)


async def test_a_document_whose_last_change_is_forgotten_tells_the_latest_it_may_have_been(store: Store) -> None:
    await some_past(store)
    await store.forget_history(45)
    assert (await store.read_at(4)).documents == (Stored("pool", "b", {"n": 1}, 3), Stored("pool", "c", {"n": 1}, 3))


async def test_a_clock_that_was_set_back_leaves_no_gap_in_the_history(store: Store) -> None:
    for at, number in ((10, 1), (50, 2), (20, 3), (60, 4)):
        await write(store, at, a=number)
    await store.forget_history(30)
    assert await revisions(store) == [4, 3, 2, 1]


async def test_the_revision_goes_on_after_all_was_forgotten(store: Store) -> None:
    await some_past(store)
    await store.forget_history(1e9)
    assert await write(store, 60, a=4) == 6
    assert await revisions(store) == [6, 5]


async def test_an_empty_store_has_nothing_to_forget(store: Store) -> None:
    await store.forget_history(1e9)
    assert (await store.revision(), await store.first_revision()) == (0, 1)


async def test_a_watch_says_so_when_what_comes_next_is_forgotten(store: Store) -> None:
    await some_past(store)
    await store.forget_history(45)
    with pytest.raises(StoreUnreadable, match="after revision 2 are no longer kept"):
        await anext(store.watch(after=2))
    assert (await anext(store.watch(after=3))).revision == 4


async def test_a_closed_store_says_so_of_its_past_too(store: Store) -> None:
    await store.close()
    for use in (store.read_at(0), store.first_revision(), store.forget_history(1)):
        with pytest.raises(StoreUnreadable, match="closed"):
            await use
