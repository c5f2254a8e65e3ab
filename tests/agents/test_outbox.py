"""What an agent has found and the node has not heard yet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from given import monitor
from trunkline.agents.outbox import Outbox
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.probes.assignment import Assignment
from trunkline.probes.errands import Word, errands_of, read_errands

LEFT, RIGHT = Task("left", "web", 80), Task("right", "web", 80)
NOW = 1000.0


def assigned(task: Task, endpoint: str = "127.0.0.1") -> dict[Task, Assignment]:
    return {task: Assignment(monitor("web"), endpoint)}


def report(task: Task = LEFT, state: TaskState = TaskState.OK, **fields: Any) -> Report:
    told = {"detail": "seen", "since": NOW - 5, "expires": NOW + 60, **fields}
    return Report(task, "beijing", state, **told)


@pytest.fixture
def outbox() -> Outbox:
    found = Outbox()
    found.keep(assigned(LEFT) | assigned(RIGHT))
    return found


def sent(outbox: Outbox, now: float = NOW) -> list[tuple[str, str]]:
    return sorted((word["address"], word["state"]) for word in outbox.take(now)[1])


def test_only_the_latest_word_on_a_task_is_sent_and_only_once(outbox: Outbox) -> None:
    for state in (TaskState.ALERT, TaskState.OK):
        outbox.put(report(LEFT, state))
    assert outbox.due.is_set()
    assert [sent(outbox), sent(outbox)] == [[("left", "ok")], []]
    assert not outbox.due.is_set()


def test_what_was_not_heard_is_sent_again_unless_there_is_better(outbox: Outbox) -> None:
    outbox.put(report(LEFT))
    outbox.put(report(RIGHT))
    tasks, _ = outbox.take(NOW)
    outbox.put(report(RIGHT, TaskState.ALERT))
    outbox.put_back(tasks)
    assert sent(outbox) == [("left", "ok"), ("right", "alert")]


def test_to_a_node_that_was_away_everything_is_told_anew(outbox: Outbox) -> None:
    outbox.put(report(LEFT))
    outbox.take(NOW)
    outbox.put_all_back()
    assert outbox.due.is_set()
    assert sent(outbox) == [("left", "ok")]


def test_who_has_seen_nothing_says_nothing_but_who_cannot_look_does(outbox: Outbox) -> None:
    outbox.put(report(LEFT, TaskState.NO_DATA))
    outbox.put(report(RIGHT, TaskState.NO_DATA, unable=True))
    assert sent(outbox) == [("right", "no_data")]


def test_a_word_that_expired_on_the_way_is_not_sent(outbox: Outbox) -> None:
    outbox.put(report(LEFT, expires=NOW + 60))
    assert sent(outbox, now=NOW + 60) == []


def test_words_on_what_is_assigned_no_more_or_elsewhere_are_dropped(outbox: Outbox) -> None:
    outbox.put(report(LEFT))
    outbox.put(report(RIGHT))
    outbox.keep(assigned(RIGHT, "127.0.0.2"))
    outbox.put(report(LEFT))
    outbox.put_all_back()
    assert sent(outbox) == []


SECONDS = st.floats(0, 1e6)


@given(SECONDS, SECONDS, st.floats(-1e6, 1e6), st.sampled_from(TaskState), st.booleans())
def test_a_word_says_the_same_by_any_clock(
    ago: float, lasts: float, skew: float, state: TaskState, unable: bool
) -> None:
    told = report(LEFT, state, since=NOW - ago, expires=NOW + lasts, unable=unable)
    word = Word.model_validate(Word.of(told, "127.0.0.1", NOW).model_dump())
    heard = word.report("beijing", NOW + skew, at_most=1e9)
    assert (heard.task, heard.state, heard.detail, heard.unable) == (LEFT, state, "seen", unable)
    assert heard.since == pytest.approx(told.since + skew, abs=1e-3)
    assert heard.expires == pytest.approx(told.expires + skew, abs=1e-3)


def test_errands_come_out_as_they_went_in() -> None:
    web = monitor("web", protocol="http", path="/health", places=["beijing"])
    assignments = {LEFT: Assignment(web, "127.0.0.1"), RIGHT: Assignment(web, "::1")}
    sent = errands_of("beijing", assignments).model_dump(mode="json")
    assert read_errands(sent) == (assignments, [])


def test_a_monitor_of_a_newer_node_is_left_out_and_told() -> None:
    sent = errands_of("beijing", assigned(LEFT) | {RIGHT: Assignment(monitor("mail"), "127.0.0.1")}).model_dump()
    sent["monitors"][0]["protocol"] = "carrier pigeon"
    known, unknown = read_errands({**sent, "tasks": [*sent["tasks"], {**sent["tasks"][0], "monitor": "mail"}]})
    assert {task.monitor for task in known} == {"web"}
    assert [sentence.split(":")[0] for sentence in unknown] == ["monitor mail cannot be run by this version"]
