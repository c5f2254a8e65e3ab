"""A request that a client repeats under its token, because it did not hear the answer, on a running node."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from looping import UP, Stage, healthy

import given
from trunkline.control.apply import apply, delete, put
from trunkline.control.outcome import Applied
from trunkline.errors import Conflict, NotFound
from trunkline.node import Node
from trunkline.store.client_token import ClientToken

pytestmark = pytest.mark.anyio

ACCOUNT: dict[str, Any] = {"by": given.ANN, "why": "a test", "token": ClientToken.of("one", b"request")}
ELSEWHERE = given.domain("two.example.com", ["Left"], policy="sequence")

REQUESTS: dict[str, Callable[[Node], Awaitable[Applied]]] = {
    "apply": lambda node: apply(node, [ELSEWHERE, given.zone("example.net")], **ACCOUNT),
    "apply of what is": lambda node: apply(node, [given.pool("Left", ["left"])], **ACCOUNT),
    "apply at a revision": lambda node: apply(node, [ELSEWHERE], expected=1, **ACCOUNT),
    "put": lambda node: put(node, ELSEWHERE, **ACCOUNT),
    "put of a new one": lambda node: put(node, given.zone("example.net"), expected=0, **ACCOUNT),
    "delete": lambda node: delete(node, "access_domain", "two.example.com/A", **ACCOUNT),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
async def test_it_is_made_once_and_answered_the_same_even_after_others_and_a_restart(
    tmp_path: Path, request_: Callable[[Node], Awaitable[Applied]]
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        first = await request_(stage.node)
        assert await request_(stage.node) == first
        await stage.put(given.domain("two.example.com", ["Right"], policy="sequence"), given.zone("example.org"))
    later = stage.next_life()
    for endpoint in ("192.0.2.1", "192.0.2.2"):
        later.prober.tell(endpoint, UP)
    async with later.running():
        await later.first_round()
        assert (await request_(later.node)).documents == first.documents
        assert await later.store.revision() == later.node.config.revision
        assert later.node.config.access_domains["two.example.com/A"].pools[0].pool == "Right"


async def test_of_a_crowd_with_one_token_all_are_answered_by_the_one_write(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        answers = await asyncio.gather(*(put(stage.node, ELSEWHERE, **ACCOUNT) for _ in range(10)))
        assert (set(answers), await stage.store.revision()) == ({answers[0]}, 2)


async def test_a_token_is_no_way_round_what_another_request_would_be_told(tmp_path: Path) -> None:
    other = {**ACCOUNT, "token": ClientToken.of("one", b"another request")}
    async with healthy(Stage(tmp_path)) as stage:
        await put(stage.node, ELSEWHERE, **ACCOUNT)
        with pytest.raises(Conflict, match="token one was used for another request"):
            await delete(stage.node, "zone", "example.com", **other)
        assert "example.com" in stage.node.config.zones


async def test_a_refused_request_may_come_again_when_it_can_be_met(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        with pytest.raises(NotFound):
            await delete(stage.node, "zone", "example.net", **ACCOUNT)
        await stage.put(given.zone("example.net"))
        await delete(stage.node, "zone", "example.net", **ACCOUNT)
        assert "example.net" not in stage.node.config.zones
