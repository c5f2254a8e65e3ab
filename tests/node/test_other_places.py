"""A node among other places: whose word counts, and what stands when the node begins again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from looping import DOWN, UP, Stage, two_names, web

from trunkline.documents.place import Place
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState

pytestmark = pytest.mark.anyio

LEFT, RIGHT = Task("left", "web", 80), Task("right", "web", 80)
ONE = "one.example.com"
LEFT_ANSWERS, RIGHT_ANSWERS = {"192.0.2.1"}, {"192.0.2.2"}


def word(task: Task, state: TaskState, place: str) -> Report:
    return Report(task, place, state, f"seen from {place}", time.time(), time.time() + 60)


async def say(stage: Stage, state: TaskState, *places: str) -> None:
    """These places report on `left`, and the node has heard it."""
    await stage.store.report([word(LEFT, state, place) for place in places])
    await stage.until(lambda: {*places} <= stage.node.ledger.reports.get(LEFT, {}).keys())


async def begin(stage: Stage, **fields: Any) -> None:
    """`two_names` checked by a monitor of these fields, and two more places."""
    stage.prober.tell("192.0.2.2", UP)
    await stage.put(*two_names(**fields), Place(name="beijing"), Place(name="shanghai"))


async def test_a_node_does_not_wait_for_the_first_round_of_other_places(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await begin(stage, places=["beijing"])
    async with stage.running():
        await stage.first_round()
        assert stage.ask(ONE) == LEFT_ANSWERS
        assert stage.prober.checks == []
        await say(stage, TaskState.ALERT, "beijing")
        await stage.until(lambda: stage.ask(ONE) == RIGHT_ANSWERS)


async def test_only_the_places_that_a_monitor_names_count(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.prober.tell("192.0.2.1", UP)
    await begin(stage, failure_rate=50)
    async with stage.running():
        await stage.first_round()
        await say(stage, TaskState.ALERT, "beijing", "shanghai")
        await stage.until(lambda: stage.ask(ONE) == RIGHT_ANSWERS)
        await stage.put(web(failure_rate=50, places=["here"]))
        await stage.until(lambda: stage.ask(ONE) == LEFT_ANSWERS)


async def test_a_place_that_is_taken_out_of_the_documents_counts_no_more(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.prober.tell("192.0.2.1", UP)
    await begin(stage, failure_rate=50)
    async with stage.running():
        await stage.first_round()
        await say(stage, TaskState.ALERT, "beijing")
        await stage.until(lambda: stage.ask(ONE) == RIGHT_ANSWERS)
        await stage.delete(Place(name="beijing"))
        await stage.until(lambda: stage.ask(ONE) == LEFT_ANSWERS)


async def test_a_node_that_begins_again_is_not_outvoted_by_itself_before_others_are_heard(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await begin(stage, failure_rate=50)
    async with stage.running():
        await stage.until(lambda: stage.prober.checks)
        await say(stage, TaskState.OK, "beijing", "shanghai")
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: "here" in stage.node.ledger.reports[LEFT])
        assert stage.ask(ONE) == LEFT_ANSWERS
        await stage.put(web(failure_rate=51))  # so that all of this is written to disk
    again = stage.next_life()
    again.prober.tell("192.0.2.1", DOWN)
    again.prober.tell("192.0.2.2", UP)
    async with again.running():
        await again.first_round()
        assert "here" in again.node.ledger.reports[LEFT]
        assert again.ask(ONE) == LEFT_ANSWERS
