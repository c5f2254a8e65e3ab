"""Every health task on its own clock: check, count, tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from zlib import crc32

from trunkline.documents.monitor import Monitor
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.tally import Tally
from trunkline.probes.prober import CannotProbe, Prober

AT_ONCE = 512
"""Checks under way together; each holds a socket, and a process has 1,024 file descriptors by default."""

FIRST_ROUND_GAP = 1.0
"""Seconds between the checks of a task that nobody has judged yet: a node should not wait a minute to begin."""

MISSED = 3
"""Intervals without a word after which a place no longer counts (gtm.md Q13)."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to do for a task: how to check, and where."""

    monitor: Monitor
    endpoint: str


Tallies = Mapping[tuple[Task, str], Tally]
"""How checks stand, by task and endpoint."""


class Rounds:
    """One place's probing. `tell` is awaited with the present report after each check."""

    def __init__(self, prober: Prober, place: str, tell: Callable[[Report], Awaitable[None]]) -> None:
        self._prober, self._place, self._tell = prober, place, tell
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._next_to_start = asyncio.Lock()
        self._running: dict[Task, tuple[Assignment, asyncio.Task[None]]] = {}
        self._tallies: dict[tuple[Task, str], Tally] = {}  # by task and endpoint

    @property
    def tallies(self) -> Tallies:
        """How every check stands now."""
        return dict(self._tallies)

    def recall(self, tallies: Tallies) -> None:
        """Counts on from where an earlier life of the node left off."""
        self._tallies = dict(tallies)

    def last_words(self) -> list[Report]:
        """What there was to report of the assigned tasks before they are checked again: expired already."""
        known = [(task, self._tallies.get((task, one.endpoint))) for task, (one, _) in self._running.items()]
        return [Report(task, self._place, one.state, one.detail, one.since, 0.0) for task, one in known if one]

    @asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        """Rounds are gone as long as this lasts; a fault in one ends it, and is raised here."""
        try:
            async with asyncio.TaskGroup() as self._group:
                yield
                self._rest()
        finally:
            self._running.clear()

    def _rest(self) -> None:
        for _, loop in self._running.values():
            loop.cancel()

    def assign(self, assignments: Mapping[Task, Assignment]) -> None:
        """Begins what is new, ends what is gone, and begins anew what is to be done otherwise; only while `going`.

        Where only the way of checking changes, the count goes on: what was down stays down until a check succeeds.
        """
        for task, (known, loop) in list(self._running.items()):
            if assignments.get(task) != known:
                loop.cancel()
                del self._running[task]
        counted = {(task, one.endpoint) for task, one in assignments.items()}
        self._tallies = {about: tally for about, tally in self._tallies.items() if about in counted}
        for task, assignment in assignments.items():
            if task not in self._running:
                loop = self._group.create_task(self._go_round(task, assignment), name=f"round {task}")
                self._running[task] = assignment, loop

    async def _go_round(self, task: Task, assignment: Assignment) -> None:
        """From the start of one check to the start of the next it is one interval, however long the check takes."""
        interval, due = assignment.monitor.interval, time.monotonic()
        gap = interval * _phase(task)
        while True:
            async with self._slots:
                await self._in_turn()
                report = await self._check(task, assignment)
            await self._tell(report)
            undecided = report.state is TaskState.NO_DATA and not report.unable
            due = max(due + (min(gap, FIRST_ROUND_GAP) if undecided else gap), time.monotonic())
            gap = interval
            await asyncio.sleep(due - time.monotonic())

    async def _in_turn(self) -> None:
        """One check begins in each turn of the event loop, after those under way had theirs.

        Were hundreds to begin at once, each would wait for the work of all others and be taken for a server that is
        late.
        """
        async with self._next_to_start:
            await asyncio.sleep(0)

    async def _check(self, task: Task, assignment: Assignment) -> Report:
        monitor, about, unable = assignment.monitor, (task, assignment.endpoint), False
        tally = self._tallies.get(about, Tally())
        try:
            observation = await self._prober.check(monitor, assignment.endpoint, task.port)
            tally = tally.add(observation, monitor.evaluation_count, time.time())
        except CannotProbe as error:
            tally, unable = replace(tally, detail=f"cannot probe: {error}"), True
        self._tallies[about] = tally
        expires = time.time() + MISSED * monitor.interval + monitor.timeout
        return Report(task, self._place, tally.state, tally.detail, tally.since, expires, unable)


def _phase(task: Task) -> float:
    """How much of an interval lies between the first check of a task and the second: tasks that are assigned together
    are spread over the interval, each always at the same place."""
    return (crc32(str(task).encode()) + 1) / 2**32
