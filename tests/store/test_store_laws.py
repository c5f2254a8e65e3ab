"""Laws that hold for any sequence of writes: what is read, watched and remembered is one and the same story."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.errors import Conflict
from trunkline.store.contract import Contents, Edit, Store, Stored, Written

Write = tuple[list[Edit], int | None]
Story = list[Written]

bodies = st.none() | st.dictionaries(st.text(max_size=3), st.integers(0, 2) | st.text(max_size=2), max_size=2)
expected = st.none() | st.integers(0, 4)
edits = st.builds(Edit, st.sampled_from(["pool", "zone"]), st.sampled_from("abc"), bodies, expected)
writes = st.tuples(st.lists(edits, max_size=4, unique_by=lambda edit: (edit.kind, edit.key)), expected)


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(writes, max_size=8))
def test_what_is_read_is_the_replay_of_what_is_watched_and_of_the_history(
    open_store: Callable[[Path], Store], story: list[Write]
) -> None:
    with TemporaryDirectory() as directory:
        contents, watched, history = asyncio.run(tell(open_store(Path(directory)), story))
    assert watched == history[::-1]
    assert [written.revision for written in watched] == list(range(1, contents.revision + 1))
    assert contents == replay(watched)
