"""What a place has found and the node has not heard yet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.probes.assignment import Assignment
from trunkline.probes.errands import MOST, Word


class Outbox:
    """The present word on each assigned task. `due` is set while there is something that the node has not heard."""

    def __init__(self) -> None:
        self.due = asyncio.Event()
        self._assignments: Mapping[Task, Assignment] = {}
        self._present: dict[Task, Report] = {}
        self._unheard: set[Task] = set()

    def keep(self, assignments: Mapping[Task, Assignment]) -> None:
        """From now on holds only words on these, and none on an endpoint of before."""
        former, self._assignments = self._assignments, assignments
        same = {task for task in former.keys() & assignments if former[task].endpoint == assignments[task].endpoint}
        self._present = {task: report for task, report in self._present.items() if task in same}
        self._unheard &= self._present.keys()

    def put(self, report: Report) -> None:
        """Takes the place of the word before. Who has seen nothing yet says nothing: what the node heard in an earlier
        life of this agent stands until there is better."""
        if report.task in self._assignments and (report.unable or report.state is not TaskState.NO_DATA):
            self._present[report.task] = report
            self._unheard.add(report.task)
            self.due.set()

    def take(self, now: float) -> tuple[list[Task], list[dict[str, Any]]]:
        """What is unheard and has not expired at `now` (seconds since the epoch), as it is sent; no more than one
        message holds."""
        tasks = [task for task, _ in zip(self._unheard, range(MOST), strict=False)]
        self._unheard.difference_update(tasks)
        if not self._unheard:
            self.due.clear()
        current = [(task, self._present[task]) for task in tasks]
        words = [Word.of(one, self._assignments[task].endpoint, now) for task, one in current if one.expires > now]
        return tasks, [word.model_dump() for word in words]

    def put_back(self, tasks: Iterable[Task]) -> None:
        """These were not heard after all."""
        self._unheard.update(task for task in tasks if task in self._present)
        if self._unheard:
            self.due.set()

    def put_all_back(self) -> None:
        """A node that was away may have forgotten what it heard."""
        self.put_back(list(self._present))
