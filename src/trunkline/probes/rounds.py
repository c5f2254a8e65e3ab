"""Every health task on its own clock: check, count, tell."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from trunkline.documents.monitors.monitor import Monitor
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.tally import Rules, Tally
from trunkline.probes.assignment import Assignment
from trunkline.probes.beat import Beat, phase
from trunkline.probes.prober import CannotProbe, Prober

AT_ONCE = 512
"""Checks under way together; each holds a socket, and a process has 1,024 file descriptors by default."""

FIRST_ROUND_GAP = 1.0
"""Seconds between the checks of a task that nobody has judged yet: a node should not wait a minute to begin."""

MISSED = 3
"""Intervals without a word after which a place no longer counts (gtm.md Q13)."""

Tallies = Mapping[tuple[Task, str], Tally]
"""How checks stand, by task and endpoint."""


class Rounds:
    """One place's probing. `tell` is awaited with the present report after each check.

    No more than `at_once` checks are under way together. `chance` draws from 0 to 1, for the jitter. `late` hears of
    each check by how many seconds it began after it was due.
    """

    def __init__(
        self,
        prober: Prober,
        place: str,
        tell: Callable[[Report], Awaitable[None]],
        *,
        at_once: int = AT_ONCE,
        chance: Callable[[], float] = random.random,
        late: Callable[[float], object] = lambda seconds: None,
    ) -> None:
        self.late = late
        self._prober, self._place, self._tell, self._chance = prober, place, tell, chance
        self._slots = asyncio.Semaphore(at_once)
        self._next_to_start, self._begun_in_this_turn = asyncio.Lock(), False
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

    def assign(self, assignments: Mapping[Task, Assignment], in_place_of: Iterable[Task] | None = None) -> None:
        """Begins what is new, ends what is gone, and begins anew what is to be done otherwise; only while `going`.

        The assignments stand in place of all that there were, or only of those of the tasks given. Where only the way
        of checking changes, the count goes on: what was down stays down until a check succeeds.
        """
        self._end_all_but(assignments, tuple(self._running) if in_place_of is None else in_place_of)
        if in_place_of is None:  # what is recalled may be of tasks that never ran in this life
            counted = {(task, one.endpoint) for task, one in assignments.items()}
            self._tallies = {about: tally for about, tally in self._tallies.items() if about in counted}
        for task, assignment in assignments.items():
            if task not in self._running:
                loop = self._group.create_task(self._go_round(task, assignment), name=f"round {task}")
                self._running[task] = assignment, loop

    def _end_all_but(self, assignments: Mapping[Task, Assignment], former: Iterable[Task]) -> None:
        """Of the former tasks; with the count, where another server is to be checked or none."""
        for task in former:
            known, loop = self._running.get(task, (None, None))
            wanted = assignments.get(task)
            if known is None or loop is None or wanted == known:
                continue
            loop.cancel()
            del self._running[task]
            if wanted is None or wanted.endpoint != known.endpoint:
                self._tallies.pop((task, known.endpoint), None)

    async def _go_round(self, task: Task, assignment: Assignment) -> None:
        monitor, about, clock = assignment.monitor, (task, assignment.endpoint), time.monotonic
        rules, gap = rules_of(monitor), monitor.interval * phase(task, self._place)
        beat = Beat(clock(), clock())
        while True:
            async with self._slots:
                await self._in_turn()
                self.late(clock() - beat.begins)
                report = await self._check(about, monitor, rules)
            await self._tell(report)
            undecided = report.state is TaskState.NO_DATA and not report.unable
            step = min(gap, FIRST_ROUND_GAP) if undecided else gap
            beat = beat.next(step, monitor.interval, clock(), self._chance())
            gap = monitor.interval
            await asyncio.sleep(beat.begins - clock())

    async def _in_turn(self) -> None:
        """One check begins in each turn of the event loop, after those under way had theirs.

        Were hundreds to begin at once, each would wait for the work of all others and be taken for a server that is
        late.
        """
        async with self._next_to_start:
            if self._begun_in_this_turn:
                await asyncio.sleep(0)
            self._begun_in_this_turn = True
            asyncio.get_running_loop().call_soon(self._end_turn)

    def _end_turn(self) -> None:
        self._begun_in_this_turn = False

    async def _check(self, about: tuple[Task, str], monitor: Monitor, rules: Rules) -> Report:
        tally, unable = self._tallies.get(about, Tally()), False
        checked, latency = 0.0, None
        task, endpoint = about
        try:
            observation = await self._prober.check(monitor, endpoint, task.port)
            checked, latency = time.time(), observation.latency
            tally = tally.add(observation, rules, checked)
        except CannotProbe as error:
            tally, unable = replace(tally, detail=f"cannot probe: {error}"), True
        self._tallies[about] = tally
        expires = time.time() + lasts(monitor)
        state, detail, since = tally.state, tally.detail, tally.since
        return Report(task, self._place, state, detail, since, expires, unable, checked, latency)


def lasts(monitor: Monitor) -> float:
    """For how many seconds a place's word on such a task counts."""
    return MISSED * monitor.interval + monitor.timeout


def rules_of(monitor: Monitor) -> Rules:
    """What the monitor says of counting; a place that was silent for too long has not seen what was."""
    return Rules(monitor.evaluation_count, monitor.recovery_count, monitor.fail_back_delay, lasts(monitor))
