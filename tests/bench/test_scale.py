"""The bench of many names: its worlds are true ones, and its figures are of what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import scale.world
from compare.asking import read
from compare.load import Blast
from compare.publish import change_of_first
from compare.servers.server import SPARE
from compare.workload import Workload
from scale.__main__ import cost_lines, thread_lines
from scale.names import CHANGES, cost_of
from scale.threads import Threads

from trunkline.engine import Engine


def test_a_world_written_in_parts_answers_every_name_by_line(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale.world, "PART", 7)
    workload, file = Workload.of(names=30, networks=200), tmp_path / "snapshot"
    scale.world.write_snapshot(workload, file)
    engine.publish_bytes(file.read_bytes())
    for question in workload.questions("ecs", 300):
        reply = engine.answer(question.message, "127.0.0.1")
        assert reply
        assert read(reply).only == workload.answer(question)
    engine.publish(change_of_first(workload, SPARE))
    changed = engine.answer(workload.from_line(1, 0).message, "127.0.0.1")
    assert changed
    assert read(changed).only == SPARE


def test_a_cost_is_of_a_process_that_answers_rightly(
    load: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scale.names.SECONDS", 0.2)
    monkeypatch.setattr("scale.names.REST", 0.001)
    monkeypatch.setattr("scale.names.ROUNDS", 1)
    cost = cost_of(20, tmp_path)
    assert (len(cost.changes), len(cost.calm), len(cost.changing)) == (CHANGES, 1, 1)
    assert cost.start.from_process > cost.start.from_reading > 0
    assert all(window.answered and window.checked and not window.wrong for window in cost.calm)
    assert min(cost.asked, cost.start.after) > cost.start.before
    lines = [line for line, _ in cost_lines(cost, wanted=False)]
    assert [line.split()[0] for line in lines[1:]] == ["ready", "memory", "a", "late"]


def test_two_threads_are_held_against_one_round_by_round() -> None:
    def windows(*cpu: float) -> list[Blast]:
        return [Blast(1.0, 10, 10, 0, 0, 10, spent, spent, 0.0) for spent in cpu]

    found = Threads([10.0, 20.0, 30.0], [19.0, 38.0, 57.0], [20.0, 40.0, 60.0], windows(1, 2, 3), windows(1.25, 2, 9))
    assert (found.shared, found.nothing_shared, found.over_sockets) == (1.9, 2.0, 1.6)
    assert [fine for _, fine in thread_lines(found, 1)] == [True, True, False]
