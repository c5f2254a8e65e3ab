"""The settings page: tokens, places, contact groups and the nodes' settings, by keyboard and by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from console.conftest import Open
from console.stand import Stand
from trunkline.client import Client
from trunkline.console.settings.own import ROLES
from trunkline.console.settings.tokens import told_end
from trunkline.console.words import CHINESE, Words
from trunkline.documents.token import Role
from trunkline.errors import Unauthorized


def api(stand: Stand, token: str | None = None) -> Client:
    return Client(f"http://127.0.0.1:{stand.tutorial.node.http}", token or stand.token)


def test_every_role_is_told_in_both_languages() -> None:
    assert set(ROLES) == set(Role)
    assert [words for words in ROLES.values() if words not in CHINESE] == []


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ({"expires": None, "expired": False}, "Never"),
        ({"expires": 4e9, "expired": False}, "2096-10-02"),
        ({"expires": 1e9, "expired": True}, "Ended 2001-09-0"),
    ],
)
def test_the_end_of_a_token_is_told(token: dict[str, object], said: str) -> None:
    assert told_end(Words(), token).startswith(said)


def test_a_token_made_by_keyboard_opens_the_api_until_it_is_revoked(open_page: Open, stand: Stand) -> None:
    page = open_page("/settings?part=tokens")
    page.get_by_role("button", name="New token").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("local")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="there is a token local already")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("watcher")
    page.keyboard.press("Enter")
    secret = page.get_by_role("textbox", name="Secret").input_value()
    with api(stand, secret) as watcher:
        assert watcher.me()["role"] == "viewer"
        page.get_by_role("button", name="I have kept it").press("Enter")
        expect(page.get_by_role("row", name="watcher")).to_contain_text("viewer")
        page.get_by_role("button", name="Revoke watcher").press("Enter")
        expect(page.get_by_label("Type watcher to go on")).to_be_focused()
        page.keyboard.type("watcher")
        page.get_by_role("alertdialog").get_by_role("button", name="Revoke").press("Enter")
        expect(page.get_by_role("row", name="watcher")).to_have_count(0)
        with pytest.raises(Unauthorized):
            watcher.me()


def test_a_viewer_sees_which_tokens_there_are_and_is_offered_no_change_of_them(open_page: Open, stand: Stand) -> None:
    with api(stand) as admin:
        secret = admin.create_token("onlooker", role="viewer")["secret"]
    page = open_page("/settings?part=tokens", token=secret)
    expect(page.get_by_role("row", name="onlooker")).to_contain_text("that is you")
    expect(page.get_by_role("button", name="New token")).to_have_count(0)
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    with api(stand) as admin:
        admin.revoke_token("onlooker")


def test_language_and_theme_are_chosen_for_the_browser(open_page: Open) -> None:
    page = open_page("/settings")
    choose(page, "Theme", "Dark")
    expect(page.locator("body.body--dark")).to_have_count(1)
    choose(page, "Language", "中文")
    expect(page.get_by_role("heading", name="设置")).to_be_visible()


def choose(page: Page, field: str, choice: str) -> None:
    """Of a field that opens a list."""
    page.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=choice).click()
