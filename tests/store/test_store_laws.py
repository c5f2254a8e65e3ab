"""Laws that hold for any sequence of writes: what is read, watched and remembered is one and the same story."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.errors import Conflict
from trunkline.store.contract import STANDING, Contents, Edit, Entry, Store, Stored, Written

Write = tuple[list[Edit], int | None]
Story = list[Written]

bodies = st.none() | st.dictionaries(st.text(max_size=3), st.integers(0, 2) | st.text(max_size=2), max_size=2)
expected = st.none() | st.integers(0, 4)
edits = st.builds(Edit, st.sampled_from(["pool", "zone"]), st.sampled_from("abc"), bodies, expected)
writes = st.tuples(st.lists(edits, max_size=4, unique_by=lambda edit: (edit.kind, edit.key)), expected)


async def make(store: Store, story: list[Write]) -> list[Contents]:
    """Makes these writes at times 0, 1, 2 …, those that conflict leaving nothing; what was read after each."""
    seen = [await store.read()]
    for n, (part, expected) in enumerate(story):
        with suppress(Conflict):
            await store.write(part, by="ann", why=f"write {n}", at=float(n), expected=expected)
        seen.append(await store.read())
    return seen


async def tell(store: Store, story: list[Write]) -> tuple[Contents, Story, Story]:
    """What is read, watched and remembered after these writes; those that conflict leave nothing."""
    for n, (part, expected) in enumerate(story):
        before = await store.read()
        try:
            await store.write(part, by="ann", why=f"write {n}", at=float(n), expected=expected)
        except Conflict:
            assert await store.read() == before
    contents = await store.read()
    watch = store.watch(after=0)
    watched = [await anext(watch) for _ in range(contents.revision)]
    history = await store.history(limit=1_000)
    await store.close()
    return contents, watched, list(history)


def replay(story: Story) -> Contents:
    """The documents that these writes leave, each change beginning where the one before ended."""
    documents: dict[tuple[str, str], tuple[Any, int]] = {}
    for written in story:
        for change in written.changes:
            before, _ = documents.pop((change.kind, change.key), (None, 0))
            assert (change.before, change.before != change.after) == (before, True)
            if change.after is not None:
                documents[change.kind, change.key] = (change.after, written.revision)
    stored = (Stored(kind, key, body, revision) for (kind, key), (body, revision) in sorted(documents.items()))
    return Contents(len(story), tuple(stored))


entries = st.builds(
    Entry,
    st.sampled_from([STANDING, "alert"]),
    st.integers(0, 9).map(float),
    st.sampled_from(["pool", "address"]),
    st.sampled_from("ab"),
    st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=1),
)

each_store = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@each_store
@given(story=st.lists(writes, max_size=8))
def test_what_is_read_is_the_replay_of_what_is_watched_and_of_the_history(
    open_store: Callable[[Path], Store], story: list[Write]
) -> None:
    with TemporaryDirectory() as directory:
        contents, watched, history = asyncio.run(tell(open_store(Path(directory)), story))
    assert watched == history[::-1]
    assert [written.revision for written in watched] == list(range(1, contents.revision + 1))
    assert contents == replay(watched)


def whole(contents: Contents) -> tuple[int, list[tuple[str, str, Any]]]:
    """Contents without the revisions of the documents, which may be forgotten."""
    return contents.revision, [(one.kind, one.key, one.body) for one in contents.documents]


@each_store
@given(story=st.lists(writes, max_size=8), before=st.integers(0, 9))
def test_every_revision_reads_as_it_was_as_far_back_as_the_history_reaches(
    open_store: Callable[[Path], Store], story: list[Write], before: int
) -> None:
    async def look(store: Store) -> None:
        seen = await make(store, story)
        assert [await store.read_at(contents.revision) for contents in seen] == seen
        await store.forget_history(before)
        first = await store.first_revision()
        assert whole(await store.read()) == whole(seen[-1])
        for contents in seen:
            if contents.revision >= first - 1:
                assert whole(await store.read_at(contents.revision)) == whole(contents)
        assert first <= max(1, seen[min(before, len(story))].revision)  # what held at that time can still be told
        await store.close()

    with TemporaryDirectory() as directory:
        asyncio.run(look(open_store(Path(directory))))


@each_store
@given(told=st.lists(entries, max_size=12), before=st.integers(0, 10))
def test_what_is_forgotten_changes_no_later_standing_and_no_other_log(
    open_store: Callable[[Path], Store], told: list[Entry], before: int
) -> None:
    async def look(store: Store) -> None:
        await store.record(told)
        moments = [*range(before, 11), None]
        standing = [await store.latest(STANDING, until=moment) for moment in moments]
        alerts, since = await store.logged("alert"), await store.logged(STANDING, since=before)
        await store.forget(STANDING, before)
        assert [await store.latest(STANDING, until=moment) for moment in moments] == standing
        assert await store.logged("alert") == alerts
        assert await store.logged(STANDING, since=before) == since
        await store.close()

    with TemporaryDirectory() as directory:
        asyncio.run(look(open_store(Path(directory))))
