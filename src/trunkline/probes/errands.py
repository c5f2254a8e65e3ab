"""What a node and its agents send each other: errands out, words back, both as JSON.

Times on the way are spans of seconds, for the clocks of two machines need not agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from trunkline.documents.document import Name, Part
from trunkline.documents.monitors.monitor import Monitor
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.tally import Tally
from trunkline.probes.assignment import Assignment

MOST = 100_000
"""Words of one message at most."""

LONGEST = 10_000_000_000
"""Seconds for which anything may have been so; three hundred years, and still a number that clocks can add."""

Port = Annotated[int, Field(strict=True, ge=1, le=65535)]


class Errand(Part):
    """One task to run: look at this endpoint of the address, by this monitor."""

    address: Name
    endpoint: str
    monitor: Name
    port: Port | None = None

    @property
    def task(self) -> Task:
        """The health task that it is about."""
        return Task(self.address, self.monitor, self.port)


class Word(Errand):
    """What a place says of one task now.

    `ago` is how long its state has held, `lasts` for how long the word counts; `unable` that it cannot look now.
    `checked` is how long ago it looked, `latency` how many seconds the answer took; None where there is none.
    """

    endpoint: str = Field(max_length=1000, description="where it looked; a word on another endpoint is ignored")
    state: Literal["ok", "alert", "no_data"]
    detail: str = Field("", max_length=10_000, description="what was seen, in words")
    ago: float = Field(ge=0, le=LONGEST, allow_inf_nan=False, description="seconds since its state began")
    lasts: float = Field(ge=0, le=LONGEST, allow_inf_nan=False, description="seconds for which it counts from now on")
    unable: bool = Field(False, description="the check cannot be run from there now")
    checked: float | None = Field(None, ge=0, le=LONGEST, allow_inf_nan=False, description="seconds since the check")
    latency: float | None = Field(None, ge=0, le=LONGEST, allow_inf_nan=False, description="seconds, if answered")

    @classmethod
    def of(cls, report: Report, endpoint: str, now: float) -> Word:
        """A report as it is sent at `now`, seconds since the epoch."""
        task = report.task
        return cls.model_construct(
            address=task.address,
            endpoint=endpoint,
            monitor=task.monitor,
            port=task.port,
            state=report.state.value,
            detail=report.detail[:10_000],
            ago=min(max(0.0, now - report.since), LONGEST),
            lasts=max(0.0, report.expires - now),
            unable=report.unable,
            checked=max(0.0, now - report.checked) if report.checked else None,
            latency=report.latency,
        )

    def report(self, place: str, now: float, at_most: float) -> Report:
        """The report that it stands for when it comes at `now`; it counts for `at_most` seconds."""
        expires = now + min(self.lasts, at_most)
        checked = 0.0 if self.checked is None else max(0.0, now - self.checked)
        said = (TaskState(self.state), self.detail, now - self.ago)
        return Report(self.task, place, *said, expires, self.unable, checked, self.latency)


class Errands(Part):
    """All that a place is to run, the monitors that say how, and what it said of these tasks before: who begins anew
    does not take a server for well that was not."""

    place: Name
    monitors: tuple[Monitor, ...]
    tasks: tuple[Errand, ...]
    reports: tuple[Word, ...] = ()


class Words(Part):
    """What a place reports, many tasks at a time."""

    place: Name
    reports: Annotated[tuple[Word, ...], Field(max_length=MOST)]


def recalled(found: Mapping[str, Any], now: float) -> dict[tuple[Task, str], Tally]:
    """How the checks stand by what the place said before, in what a node sent; `now` in seconds since the epoch."""
    words = [Word.model_validate(one) for one in found.get("reports", ())]
    return {(one.task, one.endpoint): Tally(TaskState(one.state), 0, now - one.ago, one.detail) for one in words}


def errands_of(place: str, assignments: Mapping[Task, Assignment]) -> Errands:
    """The assignments of a place as they are sent, in an order that depends on nothing else."""
    monitors = {one.monitor.name: one.monitor for one in assignments.values()}
    tasks = tuple(
        Errand.model_construct(address=task.address, endpoint=one.endpoint, monitor=task.monitor, port=task.port)
        for task, one in sorted(assignments.items(), key=lambda item: str(item[0]))
    )
    ordered = tuple(one for _, one in sorted(monitors.items()))
    return Errands.model_construct(place=place, monitors=ordered, tasks=tasks)


def read_errands(found: Mapping[str, Any]) -> tuple[dict[Task, Assignment], list[str]]:
    """The assignments in what a node sent, and a sentence for each monitor that a newer node has and we do not know."""
    monitors, unknown = dict[str, Monitor](), list[str]()
    for one in found["monitors"]:
        try:
            monitors[one["name"]] = Monitor.model_validate(one)
        except ValidationError as error:
            unknown.append(f"monitor {one['name']} cannot be run by this version: {error.errors()[0]['msg']}")
    errands: Iterable[Errand] = (Errand.model_validate(one) for one in found["tasks"])
    known = {one.task: Assignment(monitors[one.monitor], one.endpoint) for one in errands if one.monitor in monitors}
    return known, unknown
