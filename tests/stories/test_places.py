"""A node and two agents: who sees a server down, and how many must, decides whether anybody moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from agent_process import Agent, ChoosyServer, running_agent
from processes import ASKERS, GTM, Node, eventually, running_node

from given import address, domain, monitor, pool, records, zone
from ports import free_port
from trunkline.documents.place import Place

FIRST, SECOND = "127.11.0.1", "127.11.0.2"
BEIJING, SHANGHAI = "127.12.0.1", "127.12.0.2"
"""Where the agents' connections come from."""


@dataclass
class Stage:
    """Two servers, of which the first is answered with, a node that itself looks at nothing, and two agents."""

    node: Node
    first: ChoosyServer
    beijing: Agent
    shanghai: Agent
    stack: ExitStack

    def answer(self) -> set[str]:
        return self.node.ask(ASKERS["default"])

    def task(self) -> Any:
        with self.node.client() as client:
            return next(row for row in client.statuses("address") if row["name"] == "first")["tasks"][0]

    def places(self) -> dict[str, Any]:
        with self.node.client() as client:
            return {row["name"]: row for row in client.statuses("place")}

    def change(self, **fields: Any) -> None:
        with self.node.client() as client:
            client.patch("monitor", "web", fields)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("places")
    with ExitStack() as stack:
        first = stack.enter_context(ChoosyServer(FIRST, free_port()).running())
        stack.enter_context(ChoosyServer(SECOND, first.port).running())
        node = stack.enter_context(running_node(folder / "state", dns=free_port(), http=free_port()))
        eventually(node.is_ready)
        with node.client() as client:
            client.apply(documents(first.port))
        beijing, shanghai = (
            stack.enter_context(running_agent(node, place, comes_from, folder))
            for place, comes_from in (("beijing-telecom", BEIJING), ("shanghai-unicom", SHANGHAI))
        )
        yield Stage(node, first, beijing, shanghai, stack)


def documents(port: int) -> list[Any]:
    places = ["beijing-telecom", "shanghai-unicom"]
    web = monitor("web", protocol="http", port=port, interval=1, timeout=1, evaluation_count=1, places=places)
    return [
        *(Place(name=name) for name in places),
        web,
        address("first", FIRST, monitors=["web"]),
        address("second", SECOND, monitors=["web"]),
        pool("First", ["first"]),
        pool("Second", ["second"]),
        zone("example.com", records("gtm", "A", "127.9.9.9")),
        domain(GTM, ["First", "Second"], policy="sequence"),
    ]


@pytest.fixture
def stage(running: Stage) -> Iterator[Stage]:
    """Both agents find both servers well, before the story and after it."""
    running.change(failure_rate=80, places=["beijing-telecom", "shanghai-unicom"])
    running.first.refused.clear()
    eventually(running.task, lambda found: found["state"] == "ok" and "fails" not in found["detail"])
    eventually(lambda: {BEIJING, SHANGHAI} <= running.first.callers)
    yield running
    running.first.refused.clear()


def test_only_the_places_that_a_monitor_names_look_at_its_servers(stage: Stage) -> None:
    stage.first.callers.clear()
    eventually(lambda: stage.first.callers == {BEIJING, SHANGHAI})
    assert {name: row["tasks"] for name, row in stage.places().items()} == {
        "beijing-telecom": 2,
        "here": 0,
        "shanghai-unicom": 2,
    }
    assert "shanghai-unicom" in stage.node.run("show", "places").stdout


def test_one_of_two_places_moves_askers_at_a_failure_rate_of_50_and_not_of_80(stage: Stage) -> None:
    stage.first.refused.add(BEIJING)
    eventually(stage.task, lambda found: "fails at 1 of 2 places" in found["detail"])
    assert stage.task()["state"] == "ok"
    assert stage.answer() == {FIRST}
    stage.change(failure_rate=50)
    eventually(stage.answer, lambda found: found == {SECOND})
    stage.change(failure_rate=80)
    eventually(stage.answer, lambda found: found == {FIRST})


def test_when_every_place_finds_it_down_askers_move_and_come_back_with_the_server(stage: Stage) -> None:
    stage.first.refused |= {BEIJING, SHANGHAI}
    eventually(stage.answer, lambda found: found == {SECOND})
    stage.first.refused.clear()
    eventually(stage.answer, lambda found: found == {FIRST})


def test_a_change_of_who_looks_reaches_the_agents(stage: Stage) -> None:
    stage.first.refused.add(BEIJING)
    stage.change(places=["beijing-telecom"])
    eventually(stage.answer, lambda found: found == {SECOND})
    stage.first.callers.clear()
    eventually(lambda: BEIJING in stage.first.callers)
    assert SHANGHAI not in stage.first.callers


def test_an_agent_goes_on_looking_while_the_node_is_away_and_tells_when_it_is_back(stage: Stage) -> None:
    away = stage.node
    away.end()
    eventually(lambda: stage.beijing.said("out of touch with the node"))
    stage.first.callers.clear()
    eventually(lambda: {BEIJING, SHANGHAI} <= stage.first.callers)
    stage.node = stage.stack.enter_context(running_node(away.state, dns=away.dns, http=away.http))
    eventually(lambda: stage.beijing.said("in touch with the node again"))
    stage.first.refused |= {BEIJING, SHANGHAI}
    eventually(stage.answer, lambda found: found == {SECOND})


def test_an_agent_ends_when_it_is_told_to(stage: Stage, tmp_path: Path) -> None:
    with running_agent(stage.node, "beijing-telecom", BEIJING, tmp_path) as agent:
        eventually(lambda: agent.said("looking from beijing-telecom: 2 health tasks"))
        assert agent.end() == 0
        assert agent.said("stopped")


def test_a_place_that_is_not_declared_is_refused_in_words(tmp_path: Path) -> None:
    with running_node(tmp_path / "state") as node:
        eventually(node.is_ready)
        done = node.run("agent", "--place", "atlantis")
        assert done.returncode == 4
        assert "there is no place atlantis: declare it under `places`" in done.stderr
