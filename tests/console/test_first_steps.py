"""From an empty system to every carrier's answer, by mouse and by keyboard, as the first page leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from processes import ASKERS, MOBILE, TELECOM, UNICOM, eventually, running_node, running_servers

from console.stand import READY, running_console
from ports import free_port
from trunkline.console.pages.begin import FIELDS, SECTIONS, SUMMARIES, TITLES
from trunkline.console.words import CHINESE
from trunkline.scenarios.presets import SCENARIOS

NAME = "shop.example.com"


def test_every_preset_has_a_title_and_a_summary_in_both_languages() -> None:
    assert {one.replace("-", "_") for one in SCENARIOS} == TITLES.keys() == SUMMARIES.keys()
    said = [*TITLES.values(), *SUMMARIES.values(), *FIELDS.values(), *SECTIONS.values()]
    assert [words for words in said if words not in CHINESE] == []


@pytest.fixture
def newcomer(tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, int]]:
    """The first page of an empty node, and its servers' port; in the end every carrier has its answer."""
    port = free_port()
    with running_servers(port), running_node(tmp_path / "state") as node:
        eventually(node.is_ready)
        console = running_console(f"http://127.0.0.1:{node.http}", tmp_path / "state")
        with console as url, browser.new_context(locale="en-US") as context:
            page = context.new_page()
            page.goto(url)
            page.get_by_label("Token").fill((node.state / "token").read_text().strip())
            page.get_by_role("button", name="Log in").click()
            page.wait_for_function(READY)
            yield page, port
            answers = {line: node.ask(asker, NAME) for line, asker in ASKERS.items() if line != "default"}
            assert answers == {"mobile": {MOBILE}, "telecom": {TELECOM}, "unicom": {UNICOM}}


def test_the_first_page_leads_by_mouse_to_every_carriers_answer(newcomer: tuple[Page, int]) -> None:
    page, port = newcomer
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Each user on their own carrier's line").click()
    fill_in(page, port)
    page.get_by_role("button", name="Look at what is made").click()
    expect(page.get_by_role("heading", name="This is what will be made")).to_be_visible()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name=f"Enable {NAME}").click()
    row = page.get_by_role("row", name="China Telecom")
    expect(row).to_contain_text(TELECOM)


def test_the_same_by_keyboard_alone(newcomer: tuple[Page, int]) -> None:
    page, port = newcomer
    press(page, "Begin")
    press(page, "Each user on their own carrier's line")
    expect(page.get_by_role("heading", name="whom, and where to")).to_be_focused()
    fill_in(page, port)
    press(page, "Look at what is made")
    expect(page.get_by_role("heading", name="This is what will be made")).to_be_focused()
    press(page, "Make it")
    expect(page.get_by_role("heading", name="It is made")).to_be_focused()
    press(page, f"Enable {NAME}")
    expect(page.get_by_role("heading", name="Asked through the DNS port")).to_be_focused()
    expect(page.get_by_role("row", name="China Unicom")).to_contain_text(UNICOM)


def fill_in(page: Page, port: int) -> None:
    page.get_by_label("Name that users ask for").fill(NAME)
    page.get_by_label("Zone to host it in").fill("example.com")
    page.get_by_label("China Mobile's addresses").fill("mobile")
    page.get_by_label("China Telecom's addresses").fill(TELECOM)
    page.get_by_label("China Unicom's addresses").fill(UNICOM)
    page.get_by_label("Port of the check").fill(str(port))
    page.get_by_role("button", name="Look at what is made").click()
    expect(page.get_by_role("alert").filter(has_text="mobile")).to_be_visible()
    page.get_by_label("China Mobile's addresses").fill(MOBILE)


def press(page: Page, name: str) -> None:
    """By Tab, until it has the focus, and Enter."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    for _ in range(60):
        if button.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {name}")
