"""What is said of every health task, and what that makes of it: reports in, turned verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import UNKNOWN, Verdict, judge


class Ledger:
    """The present word of each place on each expected task, and the verdict on it.

    `awaited` are the tasks that nobody has judged yet, nor said to be unable to.
    """

    def __init__(self) -> None:
        self.verdicts: dict[Task, Verdict] = {}
        self.reports: dict[Task, dict[str, Report]] = {}
        self.awaited: set[Task] = set()
        self._failure_rates: Mapping[Task, int] = {}

    def expect(self, failure_rates: Mapping[Task, int]) -> set[Task]:
        """Hears of these tasks from now on, each with its monitor's failure rate in per cent; answers those gone."""
        gone = self._failure_rates.keys() - failure_rates.keys()
        self.awaited = (self.awaited | (failure_rates.keys() - self._failure_rates.keys())) - gone
        self._failure_rates = failure_rates
        for task in gone & self.verdicts.keys():
            del self.verdicts[task], self.reports[task]
        return gone

    def begin_anew(self) -> None:
        """Awaits a fresh word on every task; the old verdicts stand until then."""
        self.awaited = set(self._failure_rates)

    def hear(self, reports: Iterable[Report], now: float) -> set[str]:
        """Takes reports in, at `now` in seconds since the epoch; answers the addresses on which a verdict turned.

        That a place cannot look is such a turn too, when it is new: nobody should take it for a good word.
        """
        heard = [report for report in reports if report.task in self._failure_rates]
        return {report.task.address for report in heard if self._turns(report, now)}

    def _turns(self, report: Report, now: float) -> bool:
        task = report.task
        if report.unable or report.state is not TaskState.NO_DATA:
            self.awaited.discard(task)
        places = self.reports.setdefault(task, {})
        places[report.place] = report
        before = self.verdicts.get(task, UNKNOWN)
        self.verdicts[task] = after = judge(tuple(places.values()), self._failure_rates[task], now)
        return after.state is not before.state or (report.unable and after.detail != before.detail)
