"""An agent: looks at servers from a place of its own, as a node bids it, and tells the node what it finds.

    node ──► assignments ──► rounds ──► outbox ──► reports ──► node

It goes on looking while the node is away, and tells everything anew when it is back.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
import uvloop

from trunkline.agents.aside import aside
from trunkline.agents.outbox import Outbox
from trunkline.client import Client, Json
from trunkline.errors import NotFound, NotReady, StoreUnreadable, TrunklineError, Unreachable
from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.logs import set_up_logs
from trunkline.probes.assignment import Assignment
from trunkline.probes.descriptors import raise_descriptor_limit
from trunkline.probes.errands import read_errands, recalled
from trunkline.probes.prober import NetworkProber, Prober
from trunkline.probes.rounds import AT_ONCE, Rounds

log: Any = structlog.get_logger("trunkline")

WAIT = 25.0
"""Seconds for which the node may hold the question what there is to do, until there is an answer."""

PATIENCE = 5.0
"""Seconds for which the node may take to hear reports."""

GAP = 0.1
"""Seconds between two messages with reports: what is found meanwhile goes together."""

RETRY = 1.0
"""Seconds between attempts while the node is away."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an agent can be told at its start."""

    place: str
    url: str
    token: str | None
    checks_at_once: int = AT_ONCE
    log_format: str = "text"


def look_forever(settings: Settings) -> None:
    """Runs an agent until SIGTERM or SIGINT. Raises what the node says when it has no such place or no such token."""
    set_up_logs(settings.log_format)
    raise_descriptor_limit()
    uvloop.run(_look(settings))


async def _look(settings: Settings) -> None:
    with (
        Client(settings.url, settings.token, timeout=WAIT + PATIENCE) as asking,
        Client(settings.url, settings.token, timeout=PATIENCE) as telling,
    ):
        agent = Agent(settings.place, asking, telling, NetworkProber(), settings.checks_at_once)
        running = asyncio.create_task(agent.run())
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running
    log.info("stopped")


class Agent:
    """One place's loops. `asking` waits for assignments, `telling` brings reports."""

    def __init__(
        self, place: str, asking: Client, telling: Client, prober: Prober, checks_at_once: int = AT_ONCE
    ) -> None:
        self._place, self._asking, self._telling = place, asking, telling
        self._outbox = Outbox()
        self._rounds = Rounds(prober, place, self._put, at_once=checks_at_once)
        self._known, self._why_away = "", ""

    async def run(self) -> None:
        """Until cancelled. Raises NotFound, Unauthorized and the like at once if the node refuses it at the start; one
        that is not there yet is waited for."""
        found = await self._first()
        async with self._rounds.going(), asyncio.TaskGroup() as group:
            self._take_up(found)
            group.create_task(self._tell())
            group.create_task(self._follow())

    async def _put(self, report: Report) -> None:
        self._outbox.put(report)

    async def _first(self) -> tuple[Json, str]:
        while True:
            try:
                found = await aside(self._asking.assignments, self._place)
            except (Unreachable, NotReady, StoreUnreadable) as error:
                self._miss(error, "trying again")
                await asyncio.sleep(RETRY)
            else:
                assert found is not None, "nothing is known yet"
                self._find_back()
                return found

    async def _follow(self) -> None:
        """Asks what there is to do, again and again; the node answers when it changes."""
        while True:
            try:
                found = await aside(self._asking.assignments, self._place, known=self._known, wait=WAIT)
            except NotFound as error:
                self._rest(error)
                await asyncio.sleep(RETRY)
            except TrunklineError as error:
                self._miss(error)
                await asyncio.sleep(RETRY)
            else:
                self._find_back()
                if found:
                    self._take_up(found)

    async def _tell(self) -> None:
        """Brings what is due, much of it together."""
        while True:
            await self._outbox.due.wait()
            tasks, words = self._outbox.take(time.time())
            try:
                await aside(self._telling.report, self._place, words)
            except TrunklineError as error:
                self._outbox.put_back(tasks)
                self._miss(error)
                await asyncio.sleep(RETRY)
            else:
                self._find_back()
                await asyncio.sleep(GAP)

    def _take_up(self, found: tuple[Json, str]) -> None:
        sent, self._known = found
        assignments, unknown = read_errands(sent)
        self._rounds.recall({**recalled(sent, time.time()), **self._rounds.tallies})
        for sentence in unknown:
            log.warning(sentence)
        self._assign(assignments)
        log.info(f"looking from {self._place}: {len(assignments)} health tasks")

    def _assign(self, assignments: Mapping[Task, Assignment]) -> None:
        self._outbox.keep(assignments)
        self._rounds.assign(assignments)

    def _rest(self, error: NotFound) -> None:
        """The place was taken out of the documents."""
        if self._known:
            log.warning(f"{error}; nothing is checked until it is back")
        self._known = ""
        self._assign({})

    def _miss(self, error: TrunklineError, meanwhile: str = "servers are checked all the same") -> None:
        if not self._why_away:
            log.warning(f"out of touch with the node: {error}; {meanwhile}")
        self._why_away = str(error)

    def _find_back(self) -> None:
        if self._why_away:
            self._why_away = ""
            log.info("in touch with the node again")
            self._outbox.put_all_back()
