"""What the heat-map makes of the world."""

from __future__ import annotations

from typing import Any

import pytest

from trunkline.console.feed import World
from trunkline.console.health.grid import cell_of, latencies, places_of, sought, stretches
from trunkline.console.health.heat import milliseconds


def word(place: str, state: str, since: float | None = 1.0) -> dict[str, Any]:
    return {"place": place, "state": state, "since": since}


def row(name: str, *words: dict[str, Any], health: str = "ok", **fields: Any) -> dict[str, Any]:
    told = {"endpoint": "192.0.2.1", "enabled": True, "override": None, "held": False, "because": ""}
    return {"name": name, "health": health, "tasks": [{"places": [one]} for one in words], **told, **fields}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([word("a", "ok", 5.0)], ("ok", 5.0)),
        ([word("a", "ok", 9.0), word("a", "alert", 5.0)], ("down", 5.0)),
        ([word("a", "no_data", None), word("a", "ok", 5.0)], ("unknown", None)),
        ([word("b", "alert")], None),
    ],
)
def test_a_cell_shows_the_worst_that_a_place_finds_and_since_when(
    words: list[dict[str, Any]], shown: tuple[str, float | None] | None
) -> None:
    cell = cell_of(row("one", *words), "a")
    assert (cell and (cell.state.code, cell.since)) == shown


def test_places_are_those_that_have_tasks_or_said_something() -> None:
    places = ({"name": "idle", "tasks": 0}, {"name": "paris", "tasks": 1})
    assert places_of(World(addresses=(row("one", word("here", "ok")),), places=places)) == ("here", "paris")


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("", "", ["Web-1", "web-2"]),
        ("WEB-1", "", ["Web-1"]),
        ("refused", "", ["web-2"]),
        ("", "down", ["web-2"]),
        ("web-1", "down", []),
    ],
)
def test_addresses_are_found_by_text_and_state(text: str, code: str, names: list[str]) -> None:
    rows = [row("Web-1"), row("web-2", health="exceptional", because="connection refused")]
    assert [one["name"] for one in sought(rows, text, code)] == names


def test_the_latency_of_a_cell_is_that_of_its_slowest_check_and_of_those_answered_only() -> None:
    told = [
        {"address": "a", "place": "here", "checks": [{"latency": latency}] if latency else []}
        for latency in (0.1, 0.3, 0.0)
    ]
    lost = {"address": "b", "place": "here", "checks": [{"latency": None}]}
    assert latencies([*told, lost]) == {("a", "here"): 0.3}


def test_each_turn_lasts_until_the_next_and_the_newest_until_now() -> None:
    log = [{"at": 30.0, "health": "ok", "because": "up"}, {"at": 10.0, "health": "exceptional", "because": "down"}]
    assert [(one.state.code, one.start, one.end) for one in stretches(log, 40.0)] == [
        ("ok", 30.0, 40.0),
        ("down", 10.0, 30.0),
    ]


@pytest.mark.parametrize(("seconds", "words"), [(None, ""), (0.0034, "3.4 ms"), (0.12, "120 ms"), (1.5, "1,500 ms")])
def test_latency_is_told_in_milliseconds(seconds: float | None, words: str) -> None:
    assert milliseconds(seconds) == words
