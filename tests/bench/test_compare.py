"""The whole comparison with few names, one round, and trunkline and the echo alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from compare.page import page
from compare.plot import plot
from compare.report import report
from compare.results import Results, keep, load_results
from compare.run import Comparison, Scale
from compare.servers.echo import Echo
from compare.servers.trunkline import Trunkline
from compare.workload import SORTS

SCALE = Scale(names=20, rounds=1, seconds=0.2, networks=200, questions=500, sample=300, flips=2)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, load: Path) -> Results:
    return Comparison(SCALE, tmp_path_factory.mktemp("compare")).run([Echo, Trunkline], count=False)


def test_trunkline_answers_everybody_truly(results: Results) -> None:
    echo, trunkline = results.servers
    assert (echo.truth, [*trunkline.truth]) == ({}, [*SORTS])
    for truth in trunkline.truth.values():
        assert (truth.asked, truth.silent, truth.wrong, truth.unsafe, truth.longer) == (300, 0, 0, 0, 0)


def test_every_round_tells_what_was_answered_and_what_it_cost(results: Results) -> None:
    for figures in results.servers:
        assert [*figures.rounds] == [*SORTS]
        for window in (window for windows in figures.rounds.values() for window in windows):
            assert (window.answered > 0, window.cpu > 0, window.wrong) == (True, True, 0)
    assert all(window.checked for windows in results.servers[1].rounds.values() for window in windows)


def test_a_change_is_timed_each_way_there_and_back(results: Results) -> None:
    for seconds in results.servers[1].changes.values():
        assert (len(seconds), min(seconds) > 0) == (2, True)
    assert len(results.servers[1].changes) == 2


def test_memory_and_start_are_told(results: Results) -> None:
    assert all(figures.peak > 0 and figures.start_up > 0 for figures in results.servers)


def test_results_are_kept_by_number_of_names_and_told_as_tables_and_plot(results: Results, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    keep(results, file)
    keep(results, file)
    kept = load_results(file)
    assert kept == {20: results}
    for told in (report(results), page(kept)):
        rows = [line.split("|")[1].strip() for line in told.splitlines() if "| ecs" in line]
        assert rows[:2] == ["echo", "trunkline"]
    assert plot(kept).count("<rect") == 3 + 2 * len(results.servers)
