"""The system's word on a task: a pure function of what the probes report."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from trunkline.health.report import Report, TaskState


@dataclass(frozen=True, slots=True)
class Verdict:
    """`stale` says that no probe has confirmed it lately."""

    state: TaskState
    detail: str = ""
    stale: bool = False


UNKNOWN = Verdict(TaskState.NO_DATA, "not checked yet")


def judge(reports: Sequence[Report], failure_rate: int, now: float, places: Container[str]) -> Verdict:
    """The verdict on one task from the reports on it (gtm.md section 9.2, Q10 and Q13).

    Abnormal when at least one of `places`, and at least `failure_rate` per cent of them, find it so. Places whose
    report expired, and those that cannot look any more, do not count; if that is so of all, their last words stand, or
    else those of places that ran it before, and the verdict is stale. The order of reports is nothing.
    """
    told = [report for report in reports if report.state is not TaskState.NO_DATA]
    chosen = [report for report in told if report.place in places]
    fresh = [report for report in chosen if counts(report, now, places)]
    counted, stale = fresh or chosen or told, not fresh
    if not counted:
        return next((Verdict(TaskState.NO_DATA, report.detail) for report in reports if report.unable), UNKNOWN)
    failed = [report for report in counted if report.state is TaskState.ALERT]
    alert = bool(failed) and len(failed) * 100 >= failure_rate * len(counted)
    return Verdict(TaskState.ALERT if alert else TaskState.OK, _said(counted, failed, alert), stale)


def counts(report: Report, now: float, places: Container[str]) -> bool:
    """Whether that word still counts: a judgement, not expired, of one of `places` that can still look."""
    judged = report.state is not TaskState.NO_DATA and not report.unable
    return judged and report.place in places and report.expires > now


def _said(counted: Sequence[Report], failed: Sequence[Report], alert: bool) -> str:
    """What the first by name of those says that the verdict follows; of several places also how many failed."""
    agreeing = failed if alert else [report for report in counted if report.state is TaskState.OK]
    first = min(agreeing, key=lambda report: report.place)
    if len(counted) == 1 or not failed:
        return first.detail
    return f"{first.detail} (fails at {len(failed)} of {len(counted)} places)"
