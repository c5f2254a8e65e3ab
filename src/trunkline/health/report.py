"""What one probe says of one task now: small, replicated, and gone when its probe falls silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trunkline.health.observation import Task


class TaskState(StrEnum):
    """gtm.md section 9.2: `no_data` is a task that nobody has judged yet."""

    OK = "ok"
    ALERT = "alert"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Report:
    """A probe's present word. Times are seconds since the epoch; after `expires` it counts no more.

    `unable` says that the check cannot be run from there now: its word is the last one it could give, and where that
    is `no_data` there is no verdict to wait for. `checked` is when the last check was, 0 if there is none to tell of,
    `latency` how many seconds its answer took, None if none came.
    """

    task: Task
    place: str
    state: TaskState
    detail: str
    since: float
    expires: float
    unable: bool = False
    checked: float = 0.0
    latency: float | None = None
