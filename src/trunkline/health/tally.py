"""One place's running count of one task: how many failures in a row, and what that makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.health.observation import Observation
from trunkline.health.report import TaskState


@dataclass(frozen=True, slots=True)
class Tally:
    """Folded over observations. `since` is when `state` began, in seconds since the epoch."""

    state: TaskState = TaskState.NO_DATA
    failures: int = 0
    since: float = 0.0
    detail: str = ""

    def add(self, observation: Observation, evaluation_count: int, at: float) -> Tally:
        """The tally after one more check (gtm.md section 9.2).

        `evaluation_count` failures in a row make it abnormal, one success makes it ok (Q12). Fewer failures change
        nothing: what was ok stays ok, what was unknown stays unknown.
        """
        failures = 0 if observation.ok else self.failures + 1
        state = self._state_after(failures, evaluation_count)
        since = self.since if state is self.state else at
        return Tally(state, failures, since, observation.detail)

    def _state_after(self, failures: int, evaluation_count: int) -> TaskState:
        if failures == 0:
            return TaskState.OK
        return TaskState.ALERT if failures >= evaluation_count else self.state
