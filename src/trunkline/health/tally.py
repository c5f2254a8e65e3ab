"""One place's running count of one task: what so many checks in a row, good or bad, make of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf

from trunkline.health.observation import Observation
from trunkline.health.report import TaskState


@dataclass(frozen=True, slots=True)
class Rules:
    """How many checks in a row change a task's state (gtm.md section 9.2, Q12). Times are in seconds.

    `fail_back_delay` is how long only good checks must have been seen before what was abnormal is ok again; between
    two of them no more than `patience` may pass, for what nobody looked at meanwhile may have been down.
    """

    evaluation_count: int
    recovery_count: int = 1
    fail_back_delay: float = 0.0
    patience: float = inf


@dataclass(frozen=True, slots=True)
class Tally:
    """Folded over observations; times are seconds since the epoch.

    `since` is when `state` began. `successes` and `failures` are the good and bad checks in a row, one of them 0;
    `good_since` is when the good ones began, `checked` when the last check was.
    """

    state: TaskState = TaskState.NO_DATA
    failures: int = 0
    since: float = 0.0
    detail: str = ""
    successes: int = 0
    good_since: float = 0.0
    checked: float = 0.0

    def add(self, observation: Observation, rules: Rules, at: float) -> Tally:
        """The tally after one more check.

        Failures in a row make it abnormal. Only what was abnormal waits before it is ok again: the first success of a
        new task counts at once. Fewer failures change nothing: what was ok stays ok, what was unknown stays unknown.
        """
        if not observation.ok:
            return self._after_failure(observation.detail, rules, at)
        successes, good_since = self._good_run(rules, at)
        awaited = _awaited(successes, at - good_since, rules) if self.state is TaskState.ALERT else ""
        state = TaskState.ALERT if awaited else TaskState.OK
        since = self.since if state is self.state else at
        return Tally(state, 0, since, awaited or observation.detail, successes, good_since, at)

    def _after_failure(self, detail: str, rules: Rules, at: float) -> Tally:
        failures = self.failures + 1
        state = TaskState.ALERT if failures >= rules.evaluation_count else self.state
        return Tally(state, failures, self.since if state is self.state else at, detail, checked=at)

    def _good_run(self, rules: Rules, at: float) -> tuple[int, float]:
        """The successes in a row, this one included, and when they began; a clock set back or far ahead ends a row."""
        if self.successes and 0 <= at - self.checked <= rules.patience:
            return self.successes + 1, self.good_since
        return 1, at


def _awaited(successes: int, good_for: float, rules: Rules) -> str:
    """What must still be seen before it is ok again; nothing when it is."""
    if successes < rules.recovery_count:
        return f"answers again: {successes} of {rules.recovery_count} good checks"
    if good_for < rules.fail_back_delay:
        return f"answers again, counts in {ceil(rules.fail_back_delay - good_for)} s"
    return ""
