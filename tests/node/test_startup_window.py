"""Between the opened store and the first answer: nobody is told what is not known yet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from looping import MOBILE, FragileStore, Stage

from trunkline.control import status
from trunkline.control.explain import explain
from trunkline.control.probe import probe
from trunkline.control.tokens import authenticate
from trunkline.errors import NotReady, StoreUnreadable
from trunkline.store.contract import Contents

pytestmark = pytest.mark.anyio


class SlowStore(FragileStore):
    """Has so many documents that reading them takes until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reading, self.let_go = asyncio.Event(), asyncio.Event()

    async def read(self, *kinds: str) -> Contents:
        self.reading.set()
        await self.let_go.wait()
        return await super().read(*kinds)


async def test_while_documents_are_read_no_token_is_called_unknown_and_nothing_is_told(tmp_path: Path) -> None:
    store = SlowStore()
    stage = Stage(tmp_path, store)
    async with stage.running():
        await store.reading.wait()
        with pytest.raises(StoreUnreadable, match="being read"):
            await authenticate(stage.node, "a secret")
        for ask in (
            lambda node: status.standings(node, "access_domain"),
            lambda node: explain(node, "www.example.com", MOBILE),
        ):
            with pytest.raises(NotReady):
                ask(stage.node)
        with pytest.raises(NotReady):
            await probe(stage.node, "www.example.com")
        store.let_go.set()
        await stage.until(lambda: stage.node.ready)
