"""The last checks: in order, bounded, each once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trunkline.health.observation import Task
from trunkline.health.recent import KEPT, Check, Recent
from trunkline.health.report import Report, TaskState

TASK = Task("server-1", "web", 80)


def checked(at: float, latency: float | None = 0.25, state: TaskState = TaskState.OK, place: str = "here") -> Report:
    return Report(TASK, place, state, "", 0.0, at + 60, checked=at, latency=latency)


@given(st.integers(0, 3 * KEPT), st.integers(1, KEPT))
def test_the_last_checks_are_kept_in_their_order_and_no_more_than_there_is_room_for(count: int, last: int) -> None:
    recent = Recent()
    for second in range(1, count + 1):
        recent.note(checked(float(second)))
    found = recent.of(TASK, last).get("here", ())
    assert [one.at for one in found] == [float(second) for second in range(1, count + 1)][-last:]


def test_a_check_is_told_as_it_went_at_each_place() -> None:
    recent = Recent()
    recent.note(checked(10.0, 0.5))
    recent.note(checked(10.0, None, TaskState.ALERT, "beijing"))
    assert recent.of(TASK, KEPT) == {
        "beijing": (Check(10.0, None, TaskState.ALERT),),
        "here": (Check(10.0, 0.5, TaskState.OK),),
    }


def test_a_check_that_is_told_again_and_a_word_without_a_check_are_not_kept() -> None:
    recent = Recent()
    for at in (10.0, 10.001, 0.0):
        recent.note(checked(at))
    assert [one.at for one in recent.of(TASK, KEPT)["here"]] == [10.0]


def test_what_is_no_longer_checked_is_forgotten() -> None:
    recent = Recent()
    recent.note(checked(10.0))
    recent.forget([TASK])
    assert recent.of(TASK, KEPT) == {}
