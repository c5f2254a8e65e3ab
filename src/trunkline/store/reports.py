"""The present words of the probes, in memory: they expire with their probes, so a restart has nothing to save."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import takewhile

from trunkline.health.observation import Task
from trunkline.health.report import Report
from trunkline.store.watch import Bell

_Place = tuple[Task, str]
_Numbered = tuple[int, Report]


class Reports:
    """One report for each task and place, in the order of arrival."""

    def __init__(self) -> None:
        self._bell = Bell()
        self._count = 0
        self._present: dict[_Place, _Numbered] = {}

    def take(self, reports: Sequence[Report]) -> None:
        """Each replaces the former one of its task and place, and becomes the latest."""
        for report in reports:
            self._count += 1
            self._present.pop((report.task, report.place), None)
            self._present[report.task, report.place] = (self._count, report)
        if reports:
            self._bell.ring()

    def forget(self, tasks: Iterable[Task]) -> None:
        """Drop what was said of these tasks, at every place."""
        gone = frozenset(tasks)
        self._present = {place: numbered for place, numbered in self._present.items() if place[0] not in gone}

    def present(self) -> tuple[Report, ...]:
        """All of them, the latest last."""
        return tuple(report for _, report in self._present.values())

    def watch(self) -> AsyncIterator[Sequence[Report]]:
        """What is taken from this call on; see Store.watch_reports."""
        return self._follow(self._count)

    def close(self) -> None:
        """End the watches."""
        self._bell.close()

    async def _follow(self, seen: int) -> AsyncIterator[Sequence[Report]]:
        while not self._bell.closed:
            ring = self._bell.next_ring()
            batch, seen = self._since(seen), self._count
            if batch:
                yield batch
            else:
                await ring.wait()

    def _since(self, seen: int) -> tuple[Report, ...]:
        newest_first = takewhile(lambda numbered: numbered[0] > seen, reversed(self._present.values()))
        return tuple(report for _, report in newest_first)[::-1]
