"""Laws of any sequence of writes: each is made once, every revision can be seen again, and gone back to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

import given
from trunkline.control.apply import apply, delete, is_declared, put
from trunkline.control.outcome import Applied
from trunkline.control.past import config_at, revision_at, rollback
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent
from trunkline.errors import NotFound, TrunklineError
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.memory import MemoryStore
from trunkline.store.translate import config_after, edit_of

ACCOUNT: dict[str, Any] = {"by": given.ANN, "why": "a test"}
Step = tuple[str, Any]


class Follower:
    """As much of a node as a write needs: it follows the documents and answers nobody."""

    def __init__(self) -> None:
        self.store, self.config, self.writing, self.ready = MemoryStore(), Config(), asyncio.Lock(), False

    async def reached(self, revision: int, **_: object) -> bool:
        watch = self.store.watch(self.config.revision)
        while self.config.revision < revision:
            self.config = config_after(self.config, await anext(watch))
        return True


names = st.sampled_from(["a", "b", "c"])
documents: st.SearchStrategy[Document] = st.one_of(
    st.builds(lambda name, host: given.address(name, f"192.0.2.{host}"), names, st.integers(1, 200)),
    st.builds(lambda name, of: given.pool(name, of), names, st.lists(names, max_size=2, unique=True)),
    st.builds(lambda name, state: given.override(name, state), names, st.sampled_from(["up", "down"])),
    st.builds(lambda name, number: given.zone(f"{name}.example", ttl=60 + number), names, st.integers(0, 1)),
)
sets = st.lists(documents, max_size=5, unique_by=lambda one: (one.kind, one.key))
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("apply"), sets),
    st.tuples(st.just("prune"), sets),
    st.tuples(st.just("put"), documents),
    st.tuples(st.just("delete"), documents),
    st.tuples(st.just("remember"), names),
    st.tuples(st.just("rollback"), st.integers(0, 6)),
)


async def take(node: Node, step: Step, token: ClientToken | None = None) -> Applied | None:
    """One step; None if it was refused, which leaves all as it was."""
    what, told = step
    account = {**ACCOUNT, "token": token}
    does: Mapping[str, Callable[[], Any]] = {
        "apply": lambda: apply(node, told, **account),
        "prune": lambda: apply(node, told, prune=True, **account),
        "put": lambda: put(node, told, **account),
        "delete": lambda: delete(node, told.kind, told.key, **account),
        "remember": lambda: remember(node, told),
        "rollback": lambda: rollback(node, told, **account),
    }
    try:
        return cast("Applied | None", await does[what]())
    except TrunklineError:
        return None


async def remember(node: Node, member: str) -> None:
    edit = edit_of(Incumbent(name="pool a", member=member))
    await node.reached(await node.store.write([edit], by="ann", why="a test", at=0.0))


async def some_past(story: list[Step]) -> tuple[Node, dict[int, Config]]:
    """A node after these steps, and what was read at each revision on the way."""
    node = cast(Node, Follower())
    seen = {0: node.config}
    for step in story:
        await take(node, step)
        seen[node.config.revision] = node.config
    return node, seen


def split(config: Config) -> tuple[dict[Key, Document], dict[Key, Document]]:
    """What is declared, and what is not."""
    declared = {key: one for key, one in config.documents.items() if is_declared(key)}
    return declared, {key: one for key, one in config.documents.items() if key not in declared}


@settings(max_examples=60)
@for_all(story=st.lists(steps, max_size=10))
def test_the_config_of_a_revision_is_what_was_read_at_it(story: list[Step]) -> None:
    async def look() -> None:
        node, seen = await some_past(story)
        for revision, config in seen.items():
            assert await config_at(node, revision) == config

    asyncio.run(look())


@settings(max_examples=60)
@for_all(story=st.lists(steps, min_size=2, max_size=10), data=st.data())
def test_after_a_rollback_all_that_is_declared_is_as_it_was_and_the_rest_as_it_is(
    story: list[Step], data: st.DataObject
) -> None:
    async def look() -> None:
        node, seen = await some_past(story)
        revision, before = data.draw(st.sampled_from(sorted(seen))), node.config
        try:
            done = await rollback(node, revision, **ACCOUNT)
        except TrunklineError:
            assert node.config is before  # an override stays that the address of then was not there for
            return
        assert split(node.config) == (split(seen[revision])[0], split(before)[1])
        assert node.config == await config_at(node, done.revision)
        assert done.revision <= before.revision + 1

    asyncio.run(look())


@settings(max_examples=60)
@for_all(before=st.lists(steps, max_size=6), step=steps, after=st.lists(steps, max_size=3))
def test_a_repeated_request_changes_nothing_and_is_answered_as_it_was_the_first_time(
    before: list[Step], step: Step, after: list[Step]
) -> None:
    async def look() -> None:
        node, _ = await some_past(before)
        token = ClientToken.of("one", repr(step).encode())
        first = await take(node, step, token)
        for other in after:
            await take(node, other)
        now = node.config
        if first:
            again = await take(node, step, token)
            assert again is not None
            assert (again.revision, again.documents) == (first.revision, first.documents)
            assert node.config is now

    asyncio.run(look())


async def refused(node: Node, at: float) -> str:
    with pytest.raises(NotFound) as error:
        await revision_at(node, at)
    return str(error.value)


def test_the_revision_at_a_time_is_that_of_the_last_write_until_then() -> None:
    async def look() -> None:
        node = cast(Node, Follower())
        assert await refused(node, 5) == "nothing was written yet"
        for number in (1, 2, 3):
            await node.store.write([edit_of(given.zone(ttl=number))], by="ann", why="", at=10.0 * number)
        assert [await revision_at(node, at) for at in (10, 19.9, 20, 1e12)] == [1, 1, 2, 3]
        began = "the history begins at 1970-01-01 00:00:{} UTC: {}"
        assert await refused(node, 9) == began.format(10, "before that nothing was written")
        await node.store.forget_history(25)
        assert await refused(node, 19) == began.format(20, "what was before is forgotten")
        assert await revision_at(node, 25) == 2

    asyncio.run(look())
