"""One place's rounds: each task on its own clock, counted in a row, told after every check."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from looping import DOWN, UP, ToldProber, web

from trunkline.documents.monitors.monitor import Monitor
from trunkline.errors import CannotProbe
from trunkline.health.observation import Observation, Task
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import judge
from trunkline.probes import rounds
from trunkline.probes.assignment import Assignment
from trunkline.probes.rounds import Rounds

pytestmark = pytest.mark.anyio

WEB = Task("left", "web", 80)
HERE, THERE = "192.0.2.1", "192.0.2.2"


def quick(**fields: Any) -> Monitor:
    """A monitor of a hundred rounds a second, which no document may ask for."""
    return web(**fields).model_copy(update={"interval": 0.01})


class Listener:
    """Rounds at one place, and the reports they tell."""

    def __init__(self) -> None:
        self.prober = ToldProber()
        self.told: asyncio.Queue[Report] = asyncio.Queue()
        self.rounds = Rounds(self.prober, "here", self.told.put)

    async def hear(self, count: int = 1) -> list[Report]:
        async with asyncio.timeout(5):
            return [await self.told.get() for _ in range(count)]

    async def hear_state(self, state: TaskState) -> Report:
        while True:
            (report,) = await self.hear()
            if report.state is state:
                return report


@pytest.fixture
async def listener(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    monkeypatch.setattr(rounds, "FIRST_ROUND_GAP", 0.01)
    found = Listener()
    async with found.rounds.going():
        yield found


async def test_it_takes_so_many_failures_in_a_row_to_be_abnormal_and_one_success_to_be_well(listener: Listener) -> None:
    listener.prober.tell(HERE, DOWN)
    listener.rounds.assign({WEB: Assignment(quick(evaluation_count=3), HERE)})
    states = [report.state for report in await listener.hear(4)]
    assert states == [TaskState.NO_DATA, TaskState.NO_DATA, TaskState.ALERT, TaskState.ALERT]
    listener.prober.tell(HERE, UP)
    assert (await listener.hear_state(TaskState.OK)).detail == "connected"


async def test_who_is_not_judged_yet_is_checked_again_soon_however_long_the_interval(listener: Listener) -> None:
    listener.prober.tell(HERE, DOWN)
    slow = quick(evaluation_count=2).model_copy(update={"interval": 3600.0})
    listener.rounds.assign({WEB: Assignment(slow, HERE)})
    assert [report.state for report in await listener.hear(2)] == [TaskState.NO_DATA, TaskState.ALERT]


async def test_a_place_that_cannot_probe_any_more_leaves_its_last_word_standing(listener: Listener) -> None:
    listener.prober.tell(HERE, DOWN)
    listener.rounds.assign({WEB: Assignment(quick(), HERE)})
    await listener.hear_state(TaskState.ALERT)
    listener.prober.tell(HERE, CannotProbe("no free file descriptor"))
    unable = (await listener.hear(3))[-1]
    verdict = judge([unable], 100, unable.since, {"here"})
    assert (unable.unable, verdict.state, verdict.stale) == (True, TaskState.ALERT, True)
    assert "cannot probe: no free file descriptor" in verdict.detail


async def test_another_way_of_checking_keeps_the_count_and_another_endpoint_does_not(listener: Listener) -> None:
    listener.prober.tell(HERE, DOWN)
    listener.prober.tell(THERE, DOWN)
    listener.rounds.assign({WEB: Assignment(quick(), HERE)})
    await listener.hear_state(TaskState.ALERT)
    listener.rounds.assign({WEB: Assignment(quick(evaluation_count=2), HERE)})
    assert {report.state for report in await listener.hear(3)} == {TaskState.ALERT}
    listener.rounds.assign({WEB: Assignment(quick(evaluation_count=2), THERE)})
    await listener.hear_state(TaskState.NO_DATA)


async def test_rounds_that_rest_forget_the_count_of_an_endpoint_that_is_gone_when_they_go_on() -> None:
    listener = Listener()
    listener.prober.tell(HERE, DOWN)
    listener.prober.tell(THERE, DOWN)
    async with listener.rounds.going():
        listener.rounds.assign({WEB: Assignment(quick(), HERE)})
        await listener.hear_state(TaskState.ALERT)
    async with listener.rounds.going():
        listener.rounds.assign({WEB: Assignment(quick(evaluation_count=2), THERE)})
        assert (await listener.hear())[-1].state is TaskState.NO_DATA


async def test_a_fault_in_a_round_is_raised_and_not_lost() -> None:
    async def fail(report: Report) -> None:
        raise ZeroDivisionError

    prober = ToldProber()
    prober.tell(HERE, UP)
    failing = Rounds(prober, "here", fail)

    async def go() -> None:
        async with failing.going(), asyncio.timeout(5):
            failing.assign({WEB: Assignment(quick(), HERE)})
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as failures:
        await go()
    assert failures.group_contains(ZeroDivisionError)


async def test_what_is_assigned_no_more_is_checked_no_more(listener: Listener) -> None:
    listener.prober.tell(HERE, UP)
    listener.prober.tell(THERE, UP)
    other = Task("right", "web", 80)
    listener.rounds.assign({WEB: Assignment(quick(), HERE), other: Assignment(quick(), THERE)})
    await listener.hear(4)
    listener.rounds.assign({other: Assignment(quick(), THERE)})
    while not listener.told.empty():
        listener.told.get_nowait()
    assert {report.task for report in await listener.hear(4)} == {other}


async def test_one_server_that_hangs_does_not_hold_up_the_others(listener: Listener) -> None:
    listener.prober.tell(THERE, UP)
    hanging, other = Assignment(quick(), HERE), Assignment(quick(), THERE)
    listener.rounds.assign({WEB: hanging, Task("right", "web", 80): other})
    assert {report.task.address for report in await listener.hear(3)} == {"right"}


async def test_checks_that_are_due_together_begin_one_after_the_other_and_do_not_make_each_other_late(
    listener: Listener,
) -> None:
    turns, under_way, most = 10, 0, 0

    class Busy:
        async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            for _ in range(turns):
                await asyncio.sleep(0)
            under_way -= 1
            return UP

    tasks = {Task(f"server-{number}", "web", 80): Assignment(web(), HERE) for number in range(400)}
    busy = Rounds(Busy(), "here", listener.told.put)
    async with busy.going():
        busy.assign(tasks)
        assert {report.task for report in await listener.hear(400)} == set(tasks)
    assert most <= turns + 1


async def test_tasks_that_are_assigned_together_are_spread_over_the_interval(listener: Listener) -> None:
    listener.prober.tell(HERE, UP)
    slow = web().model_copy(update={"interval": 0.4})
    tasks = {Task(f"server-{number}", "web", 80): Assignment(slow, HERE) for number in range(200)}
    listener.rounds.assign(tasks)
    await listener.hear(200)
    first = asyncio.get_running_loop().time()
    seconds = []
    for _ in tasks:
        await listener.hear()
        seconds.append(asyncio.get_running_loop().time() - first)
    assert max(seconds) - min(seconds) > 0.2
