"""The system's word on a task: a pure function of what the probes report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trunkline.health.report import Report, TaskState


@dataclass(frozen=True, slots=True)
class Verdict:
    """`stale` says that no probe has confirmed it lately."""

    state: TaskState
    detail: str = ""
    stale: bool = False


UNKNOWN = Verdict(TaskState.NO_DATA, "not checked yet")


def judge(reports: Sequence[Report], failure_rate: int, now: float) -> Verdict:
    """The verdict on one task from the reports of all places (gtm.md section 9.2, Q10 and Q13).

    Abnormal when at least one place, and at least `failure_rate` per cent of them, find it so. Places whose report
    expired, and those that cannot look any more, do not count; if that is so of all, their last words stand and the
    verdict is stale. The order of reports is nothing.
    """
    told = [report for report in reports if report.state is not TaskState.NO_DATA]
    fresh = [report for report in told if report.expires > now and not report.unable]
    counted, stale = fresh or told, not fresh
    if not counted:
        return next((Verdict(TaskState.NO_DATA, report.detail) for report in reports if report.unable), UNKNOWN)
    failed = [report for report in counted if report.state is TaskState.ALERT]
    alert = bool(failed) and len(failed) * 100 >= failure_rate * len(counted)
    state = TaskState.ALERT if alert else TaskState.OK
    said = min((report for report in counted if report.state is state), key=lambda report: report.place)
    return Verdict(state, said.detail, stale)
