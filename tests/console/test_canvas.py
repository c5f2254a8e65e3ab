"""The canvas of an access domain: what is seen on it, while servers fail and people change what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from console.conftest import Open
from console.stand import Stand

CANVAS = "/domains/gtm.example.com/A"


@pytest.fixture(autouse=True)
def restored(stand: Stand) -> Iterator[None]:
    """Each story leaves the tutorial as it found it."""
    yield
    stand.tutorial.restore()


def card(page: Page, column: str, name: str) -> Locator:
    return page.get_by_role("region", name=column).get_by_role("button", name=re.compile(f"^{name} "))


def test_when_a_carriers_server_fails_its_line_is_seen_to_move_and_to_come_back(open_page: Open, stand: Stand) -> None:
    page = open_page(CANVAS)
    expect(card(page, "Lines", "unicom")).to_contain_text("127.3.3.3")
    stand.tutorial.servers["unicom"].pause()
    expect(card(page, "Addresses", "server-unicom")).to_contain_text("Down")
    expect(card(page, "Pools", "Unicom")).to_contain_text("Down")
    expect(card(page, "Lines", "unicom")).to_contain_text("Failed over")
    expect(card(page, "Lines", "unicom")).to_contain_text("127.1.1.1")
    expect(card(page, "Lines", "telecom")).to_contain_text("OK")
    expect(card(page, "Monitors", "web")).to_contain_text("2/3")
    stand.tutorial.servers["unicom"].resume()
    expect(card(page, "Lines", "unicom")).to_contain_text("127.3.3.3")
    expect(card(page, "Addresses", "server-unicom")).to_contain_text("OK")


def test_when_every_server_fails_the_canvas_says_that_nothing_is_available_and_what_is_answered(
    open_page: Open, stand: Stand
) -> None:
    page = open_page(CANVAS)
    for server in stand.tutorial.servers.values():
        server.kill()
    line = card(page, "Lines", "telecom")
    expect(line).to_contain_text("Nothing available")
    for address in ("127.1.1.1", "127.2.2.2", "127.3.3.3"):
        expect(line).to_contain_text(address)
    expect(card(page, "Pools", "Global")).to_contain_text("Down")


def test_a_card_opens_by_the_keyboard_and_escape_leads_back_to_it(open_page: Open) -> None:
    page = open_page(CANVAS)
    address = card(page, "Addresses", "server-mobile")
    address.focus()
    page.keyboard.press("Enter")
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", name="server-mobile")).to_be_focused()
    expect(details.get_by_role("row", name=re.compile("here"))).to_contain_text("HTTP 200")
    page.keyboard.press("Escape")
    expect(details.get_by_role("heading")).to_have_count(0)
    expect(address).to_be_focused()


def test_an_access_domain_that_is_not_there_is_said_so(open_page: Open) -> None:
    expect(open_page("/domains/nobody.example.com/A").get_by_text("There is no such access domain")).to_be_visible()
