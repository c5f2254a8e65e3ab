"""What every store promises (trunkline.store.contract), held against each of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from trunkline.errors import Conflict, StoreUnreadable
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.store.contract import Changed, Edit, Store, Stored

pytestmark = pytest.mark.anyio

ACCOUNT: dict[str, Any] = {"by": "ann", "why": "a test", "at": 1.5}
WEB = Task("192.0.2.1", "web", 80)


def put(key: str, body: dict[str, Any] | None, expected: int | None = None) -> Edit:
    return Edit("pool", key, body, expected)


def word(task: Task, place: str, state: TaskState = TaskState.OK) -> Report:
    return Report(task, place, state, "as seen", since=1.0, expires=9.0)


async def take(count: int, watch: AsyncIterator[Any]) -> list[Any]:
    async with asyncio.timeout(5):
        return [await anext(watch) for _ in range(count)]


async def test_an_empty_store_is_at_revision_zero(store: Store) -> None:
    contents = await store.read()
    assert (contents.revision, contents.documents) == (0, ())
    assert await store.revision() == 0
    assert await store.history() == ()


async def test_a_document_is_read_as_it_was_written_at_the_revision_of_its_last_change(store: Store) -> None:
    await store.write([put("b", {"n": 1}), put("a", {"n": [1, 2.5, None, "移动"]})], **ACCOUNT)
    assert await store.write([put("b", {"n": 2})], **ACCOUNT) == 2
    contents = await store.read()
    assert contents.revision == 2
    assert contents.documents == (
        Stored("pool", "a", {"n": [1, 2.5, None, "移动"]}, 1),
        Stored("pool", "b", {"n": 2}, 2),
    )


async def test_documents_of_some_kinds_are_read_without_the_others(store: Store) -> None:
    await store.write([put("a", {}), Edit("token", "t", {}), Edit("zone", "z", {})], **ACCOUNT)
    contents = await store.read("token", "pool")
    assert [(one.kind, one.key) for one in contents.documents] == [("pool", "a"), ("token", "t")]
    assert contents.revision == 1
    assert (await store.read("line")).documents == ()


async def test_a_deleted_document_is_gone_and_what_it_was_stays_in_the_history(store: Store) -> None:
    await store.write([put("a", {"n": 1})], **ACCOUNT)
    await store.write([put("a", None)], by="bob", why="done", at=2.0)
    assert (await store.read()).documents == ()
    (last, _) = await store.history()
    assert (last.by, last.why, last.at) == ("bob", "done", 2.0)
    assert last.changes == (Changed("pool", "a", {"n": 1}, None),)


async def test_the_revision_is_that_of_the_last_write(store: Store) -> None:
    for number in (1, 2):
        await store.write([put("a", {"n": number})], **ACCOUNT)
        assert await store.revision() == (await store.read()).revision == number


@pytest.mark.parametrize(
    "edits", [[], [put("a", {"y": 2, "x": 1})], [put("none", None)]], ids=["none", "the same", "deletes nothing"]
)
async def test_edits_that_change_nothing_make_no_revision(store: Store, edits: list[Edit]) -> None:
    await store.write([put("a", {"x": 1, "y": 2})], **ACCOUNT)
    assert await store.write(edits, **ACCOUNT) == 1
    assert len(await store.history()) == 1


async def test_what_changes_nothing_is_left_out_of_a_write_that_changes_something(store: Store) -> None:
    await store.write([put("a", {}), put("b", {})], **ACCOUNT)
    await store.write([put("a", {}), put("b", {"n": 1})], **ACCOUNT)
    (last, _) = await store.history()
    assert last.changes == (Changed("pool", "b", {}, {"n": 1}),)
    assert [document.revision for document in (await store.read()).documents] == [1, 2]


async def test_to_change_a_body_in_hand_changes_nothing_in_the_store(store: Store) -> None:
    body = {"n": [1]}
    await store.write([put("a", body)], **ACCOUNT)
    body["n"].append(2)
    (await store.read()).documents[0].body["n"].append(3)
    assert (await store.read()).documents[0].body == {"n": [1]}


CONFLICTS = {
    "the document moved": (put("a", {}, expected=1), ["pool a", "revision 2", "not 1", "read it again"]),
    "it exists": (put("a", {}, expected=0), ["pool a", "exists already", "revision 2"]),
    "it was deleted": (put("gone", {}, expected=1), ["pool gone", "deleted", "revision 1"]),
}


@pytest.mark.parametrize(("edit", "words"), CONFLICTS.values(), ids=CONFLICTS)
async def test_a_moved_document_is_a_conflict_that_says_so_and_nothing_is_written(
    store: Store, edit: Edit, words: list[str]
) -> None:
    await store.write([put("a", {"n": 1})], **ACCOUNT)
    await store.write([put("a", {"n": 2})], **ACCOUNT)
    with pytest.raises(Conflict) as refused:
        await store.write([put("other", {}), edit], **ACCOUNT)
    assert [each for each in words if each not in str(refused.value)] == []
    assert [document.body for document in (await store.read()).documents] == [{"n": 2}]


async def test_a_moved_store_is_a_conflict_that_names_both_revisions(store: Store) -> None:
    await store.write([put("a", {})], **ACCOUNT)
    with pytest.raises(Conflict, match="at revision 1, not 0"):
        await store.write([put("b", {})], expected=0, **ACCOUNT)
    assert await store.write([put("b", {})], expected=1, **ACCOUNT) == 2


async def test_expected_revisions_that_hold_let_the_write_pass(store: Store) -> None:
    assert await store.write([put("a", {}, expected=0)], **ACCOUNT) == 1
    assert await store.write([put("a", {"n": 1}, expected=1)], **ACCOUNT) == 2
    assert await store.write([put("a", None, expected=2)], **ACCOUNT) == 3
    assert await store.write([put("a", {}, expected=0)], **ACCOUNT) == 4


async def test_two_edits_of_one_document_in_one_write_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="same document"):
        await store.write([put("a", {}), put("a", {"n": 1})], **ACCOUNT)


@pytest.mark.parametrize("body", [{"n": float("nan")}, {"n": {1, 2}}], ids=["nan", "a set"])
async def test_a_body_that_is_not_json_is_refused_and_nothing_is_written(store: Store, body: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        await store.write([put("fine", {}), put("bad", body)], **ACCOUNT)
    assert (await store.read()).revision == 0


async def test_of_concurrent_writers_that_expect_the_same_revision_exactly_one_wins(store: Store) -> None:
    writes = [store.write([put("a", {"n": n}, expected=0)], **ACCOUNT) for n in range(20)]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert sorted(map(type, outcomes), key=str) == sorted([int, *[Conflict] * 19], key=str)
    assert (await store.read()).revision == 1


async def test_a_write_of_ten_thousand_edits_is_one_revision(store: Store) -> None:
    edits = [put(f"p{n:05}", {"n": n}) for n in range(10_000)]
    assert await store.write(edits, **ACCOUNT) == 1
    assert len((await store.read()).documents) == 10_000
    (of_one,) = await store.history(key="p00077")
    assert [change.after for change in of_one.changes] == [{"n": 77}]


async def test_a_watch_tells_what_was_written_after_its_revision_and_then_what_comes(store: Store) -> None:
    for n in range(3):
        await store.write([put("a", {"n": n})], **ACCOUNT)
    watch = store.watch(after=1)
    assert [written.revision for written in await take(2, watch)] == [2, 3]
    coming = asyncio.create_task(take(2, watch))
    for n in range(3, 5):
        await store.write([put("a", {"n": n})], **ACCOUNT)
    assert [written.revision for written in await coming] == [4, 5]
    assert await store.history(limit=2) == tuple(reversed(coming.result()))


async def test_every_watch_sees_every_write_of_a_crowd(store: Store) -> None:
    watches = [asyncio.create_task(take(150, store.watch(after=0))) for _ in range(3)]
    await asyncio.gather(*(store.write([put(f"p{n}", {})], **ACCOUNT) for n in range(150)))
    for watch in watches:
        assert [written.revision for written in await watch] == list(range(1, 151))


async def test_a_write_whose_caller_was_cancelled_reaches_the_watches_if_it_was_made(store: Store) -> None:
    watch = asyncio.create_task(take(1, store.watch(after=0)))
    cancelled = asyncio.create_task(store.write([put("a", {})], **ACCOUNT))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    if (await store.read()).revision == 0:
        await store.write([put("a", {})], **ACCOUNT)
    assert [written.revision for written in await watch] == [1]


async def test_a_cancelled_watch_leaves_no_task_and_disturbs_no_other(store: Store) -> None:
    before = asyncio.all_tasks()
    gone = [asyncio.create_task(take(1, store.watch(after=0))) for _ in range(5)]
    stays = asyncio.create_task(take(1, store.watch(after=0)))
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    assert asyncio.all_tasks() - before == {stays}
    await store.write([put("a", {})], **ACCOUNT)
    assert len(await stays) == 1


async def test_watches_end_when_the_store_is_closed(store: Store) -> None:
    async def drain(watch: AsyncIterator[Any]) -> list[Any]:
        return [each async for each in watch]

    watches = [asyncio.create_task(drain(watch)) for watch in (store.watch(0), store.watch_reports())]
    await asyncio.sleep(0)
    await store.close()
    async with asyncio.timeout(5):
        assert await asyncio.gather(*watches) == [[], []]


async def test_a_closed_store_says_so_and_closes_again_in_peace(store: Store) -> None:
    await store.close()
    await store.close()
    for use in (store.read(), store.write([put("a", {})], **ACCOUNT), store.history(), store.reports()):
        with pytest.raises(StoreUnreadable, match="closed"):
            await use


async def test_history_is_told_newest_first_in_pages(store: Store) -> None:
    for n in range(5):
        await store.write([put("a", {"n": n})], **ACCOUNT)
    page = await store.history(limit=2)
    rest = await store.history(limit=9, before=page[-1].revision)
    assert [written.revision for written in (*page, *rest)] == [5, 4, 3, 2, 1]
    assert await store.history(limit=0) == ()


async def test_history_of_a_document_tells_only_its_own_changes(store: Store) -> None:
    await store.write([put("a", {}), put("b", {}), Edit("zone", "a", {})], **ACCOUNT)
    await store.write([put("b", {"n": 1})], **ACCOUNT)

    async def told(**of: str) -> list[list[tuple[str, str]]]:
        return [[(c.kind, c.key) for c in written.changes] for written in await store.history(**of)]

    assert await told(kind="pool", key="a") == [[("pool", "a")]]
    assert await told(kind="pool") == [[("pool", "b")], [("pool", "a"), ("pool", "b")]]
    assert await told(key="a") == [[("pool", "a"), ("zone", "a")]]
    assert await told(kind="line") == []


async def test_a_report_replaces_the_former_one_of_its_task_and_place(store: Store) -> None:
    await store.report([word(WEB, "here"), word(WEB, "there")])
    await store.report([word(WEB, "here", TaskState.ALERT)])
    assert set(await store.reports()) == {word(WEB, "here", TaskState.ALERT), word(WEB, "there")}


async def test_reports_of_forgotten_tasks_are_gone_at_every_place(store: Store) -> None:
    ping = Task("192.0.2.1", "ping", None)
    await store.report([word(WEB, "here"), word(WEB, "there"), word(ping, "here")])
    await store.forget_reports([WEB])
    assert await store.reports() == (word(ping, "here"),)


async def test_reports_make_no_revision(store: Store) -> None:
    await store.report([word(WEB, "here")])
    assert (await store.read()).revision == 0


async def test_a_watch_of_reports_begins_with_its_call_and_is_told_each_new_word(store: Store) -> None:
    await store.report([word(WEB, "before")])
    watch = store.watch_reports()
    await store.report([word(WEB, "here"), word(WEB, "there")])
    assert await take(1, watch) == [(word(WEB, "here"), word(WEB, "there"))]
    coming = asyncio.create_task(take(1, watch))
    await asyncio.sleep(0)
    await store.report([word(WEB, "here", TaskState.ALERT)])
    assert await coming == [(word(WEB, "here", TaskState.ALERT),)]


async def test_a_slow_watch_of_reports_misses_replaced_words_and_never_the_latest(store: Store) -> None:
    watch = store.watch_reports()
    for state in (TaskState.OK, TaskState.ALERT, TaskState.OK, TaskState.ALERT):
        await store.report([word(WEB, "here", state)])
    assert await take(1, watch) == [(word(WEB, "here", TaskState.ALERT),)]
