"""What happened, told: the timeline after a server is killed, and what a write changed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from console.conftest import Open
from console.stand import Stand
from trunkline.console.events.told import differences
from trunkline.console.words import Words


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (None, {"ttl": 5}, ["+ Pool p"]),
        ({"ttl": 5}, None, ["- Pool p"]),
        ({}, {}, ["~ Pool p"]),
        ({"ttl": 5, "x": 1}, {"ttl": 6, "x": 1}, ["~ Pool p ttl: 5 → 6"]),
        ({"a": "x" * 200}, {}, ['~ Pool p a: "' + "x" * 89 + "… → –"]),
    ],
)
def test_a_change_is_told_by_the_fields_that_differ(before: Any, after: Any, lines: list[str]) -> None:
    assert [*differences(Words(), {"kind": "pool", "key": "p", "before": before, "after": after})] == lines


def test_a_killed_server_is_told_of_while_one_looks_and_found_by_the_keyboard(open_page: Open, stand: Stand) -> None:
    page = open_page("/events")
    expect(page.get_by_role("cell", name="gtm.example.com/A · unicom").first).to_be_visible()
    stand.tutorial.servers["unicom"].kill()
    moved = page.get_by_role("row").filter(has_text="127.3.3.3 → 127.1.1.1")
    expect(moved.first).to_contain_text("gtm.example.com/A · unicom")
    page.get_by_label("Search").focus()
    page.keyboard.type("of nobody")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    stand.go(page, "/events?log=standings")
    expect(page.get_by_role("row").filter(has_text="server-unicom").first).to_contain_text("refused")
    stand.go(page, "/events?log=writes")
    expect(page.get_by_role("row").filter(has_text="+ Pool Unicom").first).to_be_visible()
