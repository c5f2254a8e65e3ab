"""How the last checks of each task went, in memory: a curve for people to look at, on which no verdict depends."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan, nan

from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState

KEPT = 120
"""Checks of one task at one place; of ten thousand tasks they take about 30 MB a place. Older ones are forgotten."""

SAME = 0.05
"""Seconds within which two words on one task are of the same check, told again: clocks on the way differ a little."""

_STATES = tuple(TaskState)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: when (seconds since the epoch), its latency in seconds if an answer came, the task's state after."""

    at: float
    latency: float | None
    state: TaskState


class Recent:
    """The last KEPT checks of each task at each place."""

    def __init__(self) -> None:
        self._rings: dict[Task, dict[str, _Ring]] = {}

    def note(self, report: Report) -> None:
        """Keeps the check that a report is of; one that was told before, or a word without a check, is none."""
        ring = self._rings.get(report.task, {}).get(report.place)
        if not report.checked or (ring and abs(report.checked - ring.newest) <= SAME):
            return
        if ring is None:
            ring = self._rings.setdefault(report.task, {})[report.place] = _Ring()
        ring.add(report.checked, report.latency, report.state)

    def forget(self, tasks: Iterable[Task]) -> None:
        """Nothing is kept of tasks that are no more."""
        for task in tasks:
            self._rings.pop(task, None)

    def of(self, task: Task, last: int) -> dict[str, tuple[Check, ...]]:
        """Its last checks, at most so many, by the name of the place: the oldest first."""
        return {place: tuple(ring)[-last:] for place, ring in sorted(self._rings.get(task, {}).items())}


class _Ring:
    """Numbers only, side by side, for there may be ten thousand of these."""

    __slots__ = ("_at", "_latency", "_next", "_state", "newest")

    def __init__(self) -> None:
        self.newest, self._next = 0.0, 0
        self._at, self._latency, self._state = array("d"), array("f"), array("b")

    def add(self, at: float, latency: float | None, state: TaskState) -> None:
        said = nan if latency is None else latency
        if len(self._at) < KEPT:
            self._at.append(at)
            self._latency.append(said)
            self._state.append(_STATES.index(state))
        else:
            self._at[self._next], self._latency[self._next] = at, said
            self._state[self._next] = _STATES.index(state)
        self.newest, self._next = at, (self._next + 1) % KEPT

    def __iter__(self) -> Iterator[Check]:
        oldest = self._next if len(self._at) == KEPT else 0
        for place in (*range(oldest, len(self._at)), *range(oldest)):
            latency = self._latency[place]
            yield Check(self._at[place], None if isnan(latency) else latency, _STATES[self._state[place]])
