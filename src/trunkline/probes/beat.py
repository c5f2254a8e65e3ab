"""When the checks of a task begin: on a clock of its own, and each time a little later by chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from zlib import crc32

from trunkline.health.observation import Task

JITTER = 0.1
"""The part of an interval by which a check may begin after its clock: no two keep in step, no server sees a rhythm."""


TICKS = 50
"""Moments in a second at which checks begin: to wake up costs as much as half a check, so several share a waking."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One check: when its clock struck, and when it begins; both in seconds of one and the same monotonic clock."""

    due: float
    begins: float

    def next(self, gap: float, interval: float, now: float, chance: float) -> Beat:
        """The one that comes `gap` seconds later; `chance` from 0 to 1 says how much of the jitter is used.

        The clock goes on however long the check took. Who is a whole interval behind, for this process or machine was
        held up, leaves out what was missed. It begins at a tick, so those of one tick begin one right after another.
        """
        due = self.due + gap
        if now >= due + interval:
            due = now
        return Beat(due, ceil((due + gap * JITTER * chance) * TICKS) / TICKS)


def phase(task: Task, place: str) -> float:
    """How much of an interval lies between the first check of a task and the second, above 0 and at most 1.

    Tasks that are assigned together are spread over the interval, each place's always at the same point of it.
    """
    return (crc32(f"{place} {task}".encode()) + 1) / 2**32
