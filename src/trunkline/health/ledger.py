"""What is said of every health task, and what that makes of it: reports in, turned verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trunkline.health.observation import Task
from trunkline.health.recent import Recent
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import UNKNOWN, Verdict, counts, judge


@dataclass(frozen=True, slots=True)
class Expected:
    """A task that is run: its monitor's failure rate in per cent, the places that run it, and if this one does."""

    failure_rate: int
    places: frozenset[str]
    here: bool = True


class Ledger:
    """The present word of each place on each expected task, and the verdict on it.

    `awaited` are the tasks run here that nobody has judged yet, nor said to be unable to: other places are never
    waited for. `heard` is when each place was last heard of, in seconds since the epoch. `recent` are the last checks.
    """

    def __init__(self) -> None:
        self.verdicts: dict[Task, Verdict] = {}
        self.reports: dict[Task, dict[str, Report]] = {}
        self.awaited: set[Task] = set()
        self.heard: dict[str, float] = {}
        self.recent = Recent()
        self._expected: dict[Task, Expected] = {}

    def expect(
        self, expected: Mapping[Task, Expected], now: float, in_place_of: Iterable[Task] | None = None
    ) -> tuple[set[Task], set[str]]:
        """Hears of these tasks from now on; answers those gone, and the addresses on which a verdict turned because
        other places run a task, or its failure rate is another.

        They stand in place of all tasks of before, or only of those given: the others are expected as they were.
        """
        replaced = tuple(self._expected) if in_place_of is None else in_place_of
        former = {task: self._expected.pop(task) for task in replaced}
        self._expected.update(expected)
        gone = former.keys() - expected.keys()
        here = {task for task, one in expected.items() if one.here}
        self.awaited -= former.keys() - here
        self.awaited |= here - former.keys()
        self.recent.forget(gone)
        for task in gone:
            self.verdicts.pop(task, None)
            self.reports.pop(task, None)
        changed = [task for task, one in expected.items() if task in self.reports and former.get(task) != one]
        return gone, {task.address for task in changed if self._judge(task, now)}

    def begin_anew(self) -> None:
        """Awaits a fresh word on every task that is run here; the old verdicts stand until then."""
        self.awaited = {task for task, one in self._expected.items() if one.here}

    def hear(self, reports: Iterable[Report], now: float) -> set[str]:
        """Takes reports in, at `now` in seconds since the epoch; answers the addresses on which a verdict turned.

        That a place cannot look is such a turn too, when it is new: nobody should take it for a good word. What a
        place says of a task that it does not run is not heard.
        """
        return {report.task.address for report in reports if self._turns(report, now)}

    def words_of_others(self, here: str) -> tuple[Report, ...]:
        """The present words of all places but this one; may be called from another thread than the rest."""
        copied = [tuple(places.values()) for places in tuple(self.reports.values())]
        return tuple(report for reports in copied for report in reports if report.place != here)

    def judged(self, task: Task, now: float) -> Verdict:
        """The verdict as it is at `now`: words may have expired since the last one was heard."""
        reports, asked = self.reports.get(task), self._expected.get(task)
        return judge(tuple(reports.values()), asked.failure_rate, now, asked.places) if reports and asked else UNKNOWN

    def words(self, task: Task, now: float) -> tuple[tuple[Report, bool], ...]:
        """The last word of each place on that task, by name of the place, and whether it still counts."""
        asked, reports = self._expected.get(task), self.reports.get(task, {})
        places = asked.places if asked else frozenset[str]()
        return tuple((one, counts(one, now, places)) for _, one in sorted(reports.items()))

    def speaking(self, now: float) -> set[str]:
        """The places that say something fresh of a task that they run, be it that they cannot look."""
        told = ((self._expected[task].places, one) for task, said in self.reports.items() for one in said.values())
        return {one.place for places, one in told if one.place in places and one.expires > now}

    def _turns(self, report: Report, now: float) -> bool:
        task, self.heard[report.place] = report.task, now
        if task not in self._expected or report.place not in self._expected[task].places:
            return False
        if report.unable or report.state is not TaskState.NO_DATA:
            self.awaited.discard(task)
        self.recent.note(report)
        places = self.reports.setdefault(task, {})
        former, places[report.place] = places.get(report.place), report
        newly_unable = report.unable and (former is None or former.detail != report.detail)
        return self._judge(task, now) or newly_unable

    def _judge(self, task: Task, now: float) -> bool:
        before = self.verdicts.get(task, UNKNOWN)
        self.verdicts[task] = after = self.judged(task, now)
        return after.state is not before.state
