"""Reports in, turned verdicts out."""

from __future__ import annotations

from trunkline.health.ledger import Expected, Ledger
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import Verdict

LEFT, RIGHT = Task("left", "web", 80), Task("right", "web", 80)


HERE = Expected(50, frozenset({"here"}))


def word(task: Task, state: TaskState, detail: str = "", *, place: str = "here", unable: bool = False) -> Report:
    return Report(task, place, state, detail, since=1.0, expires=9.0, unable=unable)


def run_at(*places: str, rate: int = 50, here: bool = True) -> Expected:
    return Expected(rate, frozenset(places), here)


def expecting(*tasks: Task) -> Ledger:
    ledger = Ledger()
    ledger.expect(dict.fromkeys(tasks, HERE), 1.0)
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
    assert ledger.expect({RIGHT: HERE}, 3.0) == ({LEFT}, set())
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


def test_what_a_place_says_of_a_task_that_it_does_not_run_is_not_heard() -> None:
    ledger = expecting(LEFT)
    assert ledger.hear([word(LEFT, TaskState.ALERT, place="beijing")], 2.0) == set()
    assert (ledger.verdicts, ledger.awaited, ledger.heard) == ({}, {LEFT}, {"beijing": 2.0})


def test_a_task_that_only_other_places_run_is_not_waited_for() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("beijing", here=False), RIGHT: run_at("here", "beijing")}, 1.0)
    assert ledger.awaited == {RIGHT}
    ledger.begin_anew()
    assert ledger.awaited == {RIGHT}


def test_a_place_that_runs_a_task_no_more_counts_no_more_at_once() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("here", "beijing")}, 1.0)
    ledger.hear([word(LEFT, TaskState.OK), word(LEFT, TaskState.ALERT, place="beijing")], 2.0)
    assert ledger.expect({LEFT: run_at("here")}, 3.0) == (set(), {"left"})
    assert ledger.verdicts[LEFT].state is TaskState.OK


def test_another_failure_rate_counts_at_once() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("here", "beijing", rate=80)}, 1.0)
    ledger.hear([word(LEFT, TaskState.OK), word(LEFT, TaskState.ALERT, place="beijing")], 2.0)
    assert ledger.verdicts[LEFT].state is TaskState.OK
    assert ledger.expect({LEFT: run_at("here", "beijing", rate=50)}, 3.0) == (set(), {"left"})


def test_while_no_place_that_now_runs_it_was_heard_the_last_words_of_others_stand() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("beijing", here=False)}, 1.0)
    ledger.hear([word(LEFT, TaskState.ALERT, "refused", place="beijing")], 2.0)
    assert ledger.expect({LEFT: run_at("shanghai", here=False)}, 3.0) == (set(), set())
    assert ledger.judged(LEFT, 3.0) == Verdict(TaskState.ALERT, "refused", stale=True)
    assert ledger.hear([word(LEFT, TaskState.OK, place="shanghai")], 4.0) == {"left"}


def test_a_place_that_cannot_look_does_not_turn_a_verdict_each_time_that_others_word_theirs_otherwise() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("here", "beijing")}, 1.0)
    ledger.hear([word(LEFT, TaskState.OK, "in 1 ms")], 2.0)
    unable = word(LEFT, TaskState.NO_DATA, "cannot probe: no socket", place="beijing", unable=True)
    turned = []
    for number in range(3):
        turned.append(ledger.hear([unable], 2.0) | ledger.hear([word(LEFT, TaskState.OK, f"in {number} ms")], 2.0))
    assert turned == [{"left"}, set(), set()]


def test_a_word_of_a_place_that_no_longer_runs_the_task_is_told_and_does_not_count() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("here", "beijing")}, 1.0)
    ledger.hear([word(LEFT, TaskState.OK), word(LEFT, TaskState.ALERT, place="beijing")], 2.0)
    ledger.expect({LEFT: run_at("here")}, 3.0)
    assert [(said.place, counts) for said, counts in ledger.words(LEFT, 3.0)] == [("beijing", False), ("here", True)]
    assert ledger.words(RIGHT, 3.0) == ()


def test_a_place_speaks_until_its_words_expire_even_if_it_cannot_look() -> None:
    ledger = Ledger()
    ledger.expect({LEFT: run_at("here", "beijing")}, 1.0)
    ledger.hear([word(LEFT, TaskState.NO_DATA, place="beijing", unable=True)], 2.0)
    assert (ledger.speaking(8.0), ledger.speaking(9.0)) == ({"beijing"}, set())
    assert [counts for _, counts in ledger.words(LEFT, 2.0)] == [False]
