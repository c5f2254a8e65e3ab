"""Reports in, turned verdicts out."""

from __future__ import annotations

from trunkline.health.ledger import Ledger
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState

LEFT, RIGHT = Task("left", "web", 80), Task("right", "web", 80)


def word(task: Task, state: TaskState, detail: str = "", *, unable: bool = False) -> Report:
    return Report(task, "here", state, detail, since=1.0, expires=9.0, unable=unable)


def expecting(*tasks: Task) -> Ledger:
    ledger = Ledger()
    ledger.expect(dict.fromkeys(tasks, 50))
    return ledger


def test_an_address_turns_when_a_verdict_on_it_does() -> None:
    ledger = expecting(LEFT, RIGHT)
    assert ledger.hear([word(LEFT, TaskState.ALERT), word(RIGHT, TaskState.NO_DATA)], 2.0) == {"left"}
    assert ledger.hear([word(LEFT, TaskState.ALERT, "again")], 3.0) == set()
    assert ledger.awaited == {RIGHT}


def test_a_word_on_what_is_not_expected_is_not_heard() -> None:
    ledger = expecting(LEFT)
    assert ledger.hear([word(RIGHT, TaskState.ALERT)], 2.0) == set()
    assert (ledger.verdicts, ledger.reports) == ({}, {})


def test_what_is_expected_no_more_is_forgotten_and_told() -> None:
    ledger = expecting(LEFT, RIGHT)
    ledger.hear([word(LEFT, TaskState.OK)], 2.0)
    assert ledger.expect({RIGHT: 50}) == {LEFT}
    assert (ledger.verdicts, ledger.reports, ledger.awaited) == ({}, {}, {RIGHT})


def test_a_place_that_cannot_look_is_told_once_and_awaited_no_more() -> None:
    ledger = expecting(LEFT)
    unable = word(LEFT, TaskState.NO_DATA, "cannot probe: no socket", unable=True)
    assert [ledger.hear([unable], at) for at in (2.0, 3.0)] == [{"left"}, set()]
    assert ledger.awaited == set()


def test_to_begin_anew_keeps_the_verdicts_and_awaits_every_word() -> None:
    ledger = expecting(LEFT, RIGHT)
    ledger.hear([word(LEFT, TaskState.ALERT), word(RIGHT, TaskState.OK)], 2.0)
    ledger.begin_anew()
    assert ledger.awaited == {LEFT, RIGHT}
    assert ledger.verdicts[LEFT].state is TaskState.ALERT
