"""The health page, while servers fail and people look for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from console.conftest import Open
from console.stand import Stand


@pytest.fixture(autouse=True)
def restored(stand: Stand) -> Iterator[None]:
    """Each story leaves the tutorial as it found it."""
    yield
    stand.tutorial.restore()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("button", name=name, exact=True))


def test_a_killed_server_turns_its_cell_and_its_last_error_is_told_in_words(open_page: Open, stand: Stand) -> None:
    page = open_page("/health")
    cell = row(page, "server-unicom").get_by_role("cell").nth(1)
    expect(cell).to_contain_text(re.compile(r"OK.* ms"))
    stand.tutorial.servers["unicom"].kill()
    expect(cell).to_contain_text("Down")
    expect(row(page, "server-mobile")).not_to_contain_text("Down")
    page.get_by_role("button", name="server-unicom").press("Enter")
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="server-unicom")).to_be_focused()
    expect(details.get_by_role("row", name=re.compile("here"))).to_contain_text("refused")
    expect(details.get_by_role("listitem").filter(has_text="not answered")).to_contain_text("slowest")
    expect(details.get_by_role("listitem").filter(has_text="Down").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="server-unicom")).to_be_focused()


def test_addresses_are_found_by_the_keyboard(open_page: Open) -> None:
    page = open_page("/health")
    expect(row(page, "server-mobile")).to_be_visible()
    page.get_by_label("Search").focus()
    page.keyboard.type("telecom")
    expect(row(page, "server-mobile")).to_have_count(0)
    expect(row(page, "server-telecom")).to_be_visible()
    page.keyboard.type(" of nobody")
    expect(page.get_by_text("There is none.")).to_be_visible()
