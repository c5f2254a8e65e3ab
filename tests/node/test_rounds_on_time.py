"""Rounds against real servers: no more checks at once than allowed, and none of what is assigned no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from looping import UP, web

from trunkline.documents.monitors.monitor import Monitor
from trunkline.health.observation import Observation, Task
from trunkline.health.report import Report
from trunkline.probes.assignment import Assignment
from trunkline.probes.prober import NetworkProber
from trunkline.probes.rounds import Rounds

pytestmark = pytest.mark.anyio

HERE = "127.0.0.1"


async def nobody(report: Report) -> None:
    pass


class Silent:
    """A server that takes connections and says nothing; it knows when each began and ended."""

    def __init__(self) -> None:
        self.came, self.left = asyncio.Event(), asyncio.Event()
        self.port = 0

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came.set()
        await reader.read()  # what is asked, and then that the asker has gone
        self.left.set()
        writer.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Silent"]:
        async with await asyncio.start_server(self._hold, HERE, 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self


async def test_a_check_under_way_stops_within_a_second_of_its_removal() -> None:
    patient = Monitor.model_validate({"name": "web", "protocol": "http", "interval": 60, "timeout": 60})
    rounds = Rounds(NetworkProber(), "here", nobody)
    async with Silent().running() as server, rounds.going():
        rounds.assign({Task("left", "web", server.port): Assignment(patient, HERE)})
        async with asyncio.timeout(5):
            await server.came.wait()
        assert not server.left.is_set()
        rounds.assign({})
        async with asyncio.timeout(1):
            await server.left.wait()


async def test_no_more_checks_are_under_way_than_allowed() -> None:
    under_way = most = 0
    told: asyncio.Queue[Report] = asyncio.Queue()

    class Counting:
        async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            for _ in range(100):
                await asyncio.sleep(0)
            under_way -= 1
            return UP

    rounds = Rounds(Counting(), "here", told.put, at_once=3)
    async with rounds.going(), asyncio.timeout(5):
        rounds.assign({Task(f"server-{number}", "web", 80): Assignment(web(), HERE) for number in range(30)})
        for _ in range(30):
            await told.get()
    assert most == 3


async def test_each_check_tells_how_late_it_began() -> None:
    lags: asyncio.Queue[float] = asyncio.Queue()

    class Quick:
        async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
            return UP

    rounds = Rounds(Quick(), "here", nobody, chance=lambda: 0.0, late=lags.put_nowait)
    monitor = web().model_copy(update={"interval": 0.05})
    async with rounds.going(), asyncio.timeout(5):
        rounds.assign({Task("left", "web", 80): Assignment(monitor, HERE)})
        found = [await lags.get() for _ in range(3)]
    assert all(lag >= 0 for lag in found)
