"""An agent's loops against a node that a test plays: what it asks, what it tells, and what it does without a node."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from given import monitor
from trunkline.agents import agent as module
from trunkline.agents.agent import Agent
from trunkline.agents.aside import aside
from trunkline.documents.monitors.monitor import Monitor
from trunkline.errors import NotFound, TrunklineError, Unauthorized, Unreachable
from trunkline.health.observation import Observation, Task
from trunkline.probes.assignment import Assignment
from trunkline.probes.errands import errands_of

pytestmark = pytest.mark.anyio

WEB = monitor("web", interval=1, timeout=1).model_copy(update={"interval": 0.02})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class PlayedNode:
    """Answers as a test bids it; questions that wait hang until there is something. Stands in for both clients."""

    def __init__(self) -> None:
        self.answers: queue.Queue[Any] = queue.Queue()
        self.heard: asyncio.Queue[list[Any]] = asyncio.Queue()
        self.trouble: TrunklineError | None = None
        self.said: list[dict[str, Any]] = []
        self._loop = asyncio.get_running_loop()

    def bid(self, *endpoints: str, **fields: int) -> None:
        tasks = {Task(f"server-{at}", "web", 80): Assignment(WEB, at) for at in endpoints}
        sent = errands_of("beijing", tasks).model_dump(mode="json")
        sent["reports"] = self.said
        sent["monitors"] = [{**one, "interval": 1.0, **fields} for one in sent["monitors"]]
        self.answers.put((sent, '"a tag"'))

    def assignments(self, place: str, *, known: str = "", wait: float = 0.0) -> Any:
        found = self.answers.get(timeout=20)
        if isinstance(found, Exception):
            raise found
        return found

    def report(self, place: str, reports: list[Any]) -> Any:
        if self.trouble:
            raise self.trouble
        self._loop.call_soon_threadsafe(self.heard.put_nowait, reports)

    async def hears(self, endpoint: str) -> None:
        """Waits for a word on that endpoint."""
        async with asyncio.timeout(10):
            while not any(word["endpoint"] == endpoint for word in await self.heard.get()):
                pass


class Eyes:
    """A prober that finds everything well, and remembers where it looked."""

    def __init__(self) -> None:
        self.looked: asyncio.Queue[str] = asyncio.Queue()

    async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
        self.looked.put_nowait(endpoint)
        return Observation(True, "connected")

    async def looks_at(self, endpoint: str) -> None:
        async with asyncio.timeout(10):
            while await self.looked.get() != endpoint:
                pass


@asynccontextmanager
async def looking(node: PlayedNode, eyes: Eyes) -> AsyncIterator[asyncio.Task[None]]:
    running = asyncio.create_task(Agent("beijing", node, node, eyes).run())  # type: ignore[arg-type]
    try:
        yield running
    finally:
        running.cancel()
        node.answers.put(None)
        with suppress(asyncio.CancelledError, TrunklineError):
            await running


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GAP", "RETRY"):
        monkeypatch.setattr(module, name, 0.01)


async def test_it_looks_where_it_is_bidden_and_tells_what_it_finds() -> None:
    node, eyes = PlayedNode(), Eyes()
    node.bid("127.0.0.1")
    async with looking(node, eyes):
        await node.hears("127.0.0.1")
        node.bid("127.0.0.2")
        await node.hears("127.0.0.2")


async def test_it_goes_on_looking_while_the_node_is_away_and_then_tells_all() -> None:
    node, eyes = PlayedNode(), Eyes()
    node.trouble = Unreachable("no node answers")
    node.bid("127.0.0.1", "127.0.0.2")
    async with looking(node, eyes):
        for _ in range(2):
            await eyes.looks_at("127.0.0.1")
        assert node.heard.empty()
        node.trouble = None
        await node.hears("127.0.0.2")


@pytest.mark.parametrize("refusal", [NotFound("there is no place beijing"), Unauthorized("no such token")])
async def test_who_is_refused_at_the_start_ends(refusal: TrunklineError) -> None:
    node = PlayedNode()
    node.answers.put(refusal)
    with pytest.raises(type(refusal)):
        async with asyncio.timeout(5):
            await Agent("beijing", node, node, Eyes()).run()  # type: ignore[arg-type]


async def test_a_node_that_is_not_there_yet_is_waited_for() -> None:
    node, eyes = PlayedNode(), Eyes()
    node.answers.put(Unreachable("no node answers"))
    node.bid("127.0.0.1")
    async with looking(node, eyes):
        await node.hears("127.0.0.1")


async def test_when_its_place_is_taken_away_it_looks_at_nothing_until_it_is_back() -> None:
    node, eyes = PlayedNode(), Eyes()
    node.bid("127.0.0.1")
    async with looking(node, eyes):
        await eyes.looks_at("127.0.0.1")
        node.answers.put(NotFound("there is no place beijing"))
        node.answers.put(NotFound("there is no place beijing"))
        node.bid("127.0.0.2")
        await node.hears("127.0.0.2")
        while not eyes.looked.empty():
            eyes.looked.get_nowait()
        assert await eyes.looked.get() == "127.0.0.2"


async def test_an_agent_that_begins_anew_counts_on_from_what_its_place_said_last() -> None:
    node, eyes = PlayedNode(), Eyes()
    about = {"address": "server-127.0.0.1", "endpoint": "127.0.0.1", "monitor": "web", "port": 80}
    node.said = [{**about, "state": "alert", "detail": "refused", "ago": 60.0, "lasts": 3.0}]
    node.bid("127.0.0.1", recovery_count=2)
    async with looking(node, eyes):
        [word] = await asyncio.wait_for(node.heard.get(), 10)
        assert (word["state"], word["detail"]) == ("alert", "answers again: 1 of 2 good checks")
        assert word["ago"] >= 60


async def test_what_is_done_aside_answers_and_raises_as_if_called() -> None:
    assert await aside(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 7, 0)
