"""Zones as people edit them: by keyboard, by a file, beside others, and without losing what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from processes import eventually

from console.conftest import Open
from console.stand import Stand

ZONE = "/zones/example.com"


@pytest.fixture(autouse=True)
def restored(stand: Stand) -> Iterator[None]:
    """Each story leaves the tutorial as it found it."""
    yield
    stand.tutorial.restore()


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("row").get_by_role("textbox", name=name)


def apply(page: Page) -> None:
    page.get_by_role("button", name="Review and apply").click()
    expect(page.get_by_role("heading", name="zone example.com")).to_be_visible()
    expect(page.get_by_label("Reason, for the history")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Applied: it is answered so now.")).to_be_visible()


def test_a_record_added_by_keyboard_is_refused_at_its_field_and_then_answers_over_dns(
    open_page: Open, stand: Stand
) -> None:
    page = open_page(ZONE)
    page.get_by_role("button", name="Add records").press("Enter")
    expect(field(page, "Host")).to_be_focused()
    page.keyboard.type("api")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("192.0.2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("cell").get_by_role("alert").filter(has_text="is not A data")).to_be_visible()
    expect(field(page, "Host")).to_have_value("api")
    page.keyboard.type(".7")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Edit api A")).to_be_focused()
    apply(page)
    expect(page.get_by_role("button", name="Add records")).to_be_focused()
    eventually(lambda: stand.tutorial.node.ask("192.0.2.99", "api.example.com") == {"192.0.2.7"})


def test_a_zone_file_shows_its_plan_and_then_is_answered_and_comes_out_again(
    open_page: Open, stand: Stand, tmp_path: Path
) -> None:
    page = open_page(ZONE)
    with page.expect_download() as down:
        page.get_by_role("button", name="Download zone file").click()
    file = tmp_path / "example.com.zone"
    file.write_text(Path(down.value.path()).read_text() + "api.example.com. 60 IN A 192.0.2.8\n")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import zone file").click()
    chooser.value.set_files(file)
    plan = page.get_by_role("dialog")
    expect(plan.get_by_role("listitem")).to_have_text(["+ api.example.com A"])
    plan.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("row", name=re.compile("^api A 60 192.0.2.8"))).to_be_visible()
    eventually(lambda: stand.tutorial.node.ask("192.0.2.99", "api.example.com") == {"192.0.2.8"})


def test_of_two_people_who_edit_a_zone_the_second_is_told_and_loses_nothing(open_page: Open, stand: Stand) -> None:
    one, other = open_page(ZONE), open_page(ZONE)
    for page in (one, other):
        page.get_by_role("button", name="Edit ns1 A").click()
    field(other, "Value").fill("127.0.0.3")
    field(one, "Value").fill("127.0.0.2")
    one.get_by_role("button", name="Keep").click()
    apply(one)
    expect(other.get_by_text("Somebody else changed this zone meanwhile")).to_be_visible()
    expect(field(other, "Value")).to_have_value("127.0.0.3")
    other.get_by_role("button", name="Keep").click()
    other.get_by_role("button", name="Review and apply").click()
    other.get_by_role("button", name="Apply", exact=True).click()
    expect(other.get_by_text("Somebody else changed this meanwhile.")).to_be_visible()
    assert stand.tutorial.node.ask("192.0.2.99", "ns1.example.com") == {"127.0.0.2"}


def test_who_may_only_look_is_offered_no_edit_and_a_steered_name_leads_to_its_canvas(
    open_page: Open, stand: Stand
) -> None:
    with stand.tutorial.node.client() as client:
        token = client.create_token("looker", role="viewer")["secret"]
    page = open_page("/zones", token=token)
    expect(page.get_by_role("button", name="New zone")).to_have_count(0)
    page.get_by_role("link", name="example.com").click()
    expect(page.get_by_role("button", name="Download zone file")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Edit|Delete|Add|Import"))).to_have_count(0)
    page.get_by_role("link", name="Steered A").click()
    page.wait_for_url("**/domains/gtm.example.com/A")
    with stand.tutorial.node.client() as client:
        client.revoke_token("looker")


def test_a_zone_is_made_and_deleted_by_its_name_typed(open_page: Open, stand: Stand) -> None:
    page = open_page("/zones")
    page.get_by_role("button", name="New zone").click()
    page.get_by_label("Domain name").fill("example.net")
    page.get_by_label("Address of the name server").fill("192.0.2.300")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert").filter(has_text="'192.0.2.300' is not A data")).to_be_visible()
    page.get_by_label("Address of the name server").fill("192.0.2.53")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/zones/example.net")
    assert stand.tutorial.node.ask("192.0.2.99", "ns1.example.net") == {"192.0.2.53"}
    page.get_by_role("button", name="Delete zone").click()
    page.get_by_label("Type example.net to go on").fill("example.net")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_url("**/zones")
    expect(page.get_by_role("link", name="example.com")).to_be_visible()
    expect(page.get_by_role("link", name="example.net")).to_have_count(0)


def test_a_zone_that_is_not_there_is_said_so(open_page: Open) -> None:
    expect(open_page("/zones/nowhere.example").get_by_text("nowhere.example")).to_be_visible()
