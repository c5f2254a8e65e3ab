"""The settings page: tokens, places, contact groups and the nodes' settings, by keyboard and by mouse."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from console.conftest import Open
from console.stand import Stand
from trunkline.client import Client
from trunkline.console.settings.conduct import EVENTS, GROUPS, LABELS
from trunkline.console.settings.group_form import USUAL, channel_of, title_of
from trunkline.console.settings.leaves import Leaf, body_of, leaves, read, value_at
from trunkline.console.settings.own import ROLES
from trunkline.console.settings.places import commands
from trunkline.console.settings.tokens import told_end
from trunkline.console.words import CHINESE, Words
from trunkline.documents.event import Event
from trunkline.documents.settings import Settings
from trunkline.documents.token import Role
from trunkline.errors import Unauthorized


def api(stand: Stand, token: str | None = None) -> Client:
    return Client(f"http://127.0.0.1:{stand.tutorial.node.http}", token or stand.token)


def test_every_role_is_told_in_both_languages() -> None:
    assert set(ROLES) == set(Role)
    assert [words for words in ROLES.values() if words not in CHINESE] == []


def test_every_field_of_the_settings_has_a_label_and_a_hint_in_both_languages() -> None:
    assert [leaf.path for leaf in leaves()] == [*LABELS]
    assert {leaf.group for leaf in leaves()} == set(GROUPS)
    assert set(EVENTS) == set(Event)
    said = [*LABELS.values(), *GROUPS.values(), *EVENTS.values(), *USUAL, *(leaf.hint for leaf in leaves())]
    assert [words for words in said if words not in CHINESE] == []


@pytest.mark.parametrize(
    ("kind", "default", "typed", "value"),
    [
        ("integer", 50, "", 50),
        ("integer", 50, " 7 ", 7),
        ("integer", None, "", None),
        ("integer", 50, "many", "many"),
        ("number", 10, "2.5", 2.5),
        ("number", 10, "3", 3),
        ("string", None, "", None),
        ("string", None, "trunkline", "trunkline"),
        ("array", [], " 192.0.2.0/24\n\n2001:db8::/32 ", ["192.0.2.0/24", "2001:db8::/32"]),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_document(kind: str, default: Any, typed: str, value: Any) -> None:
    assert read(Leaf("dns.x", kind, "", default), typed) == value


def test_a_form_that_nobody_changed_says_the_same_document() -> None:
    written = {"name": "global", "remark": "ours", "dns": {"nsid": True, "tcp_idle": 20.0}, "alert_groups": ["ops"]}
    whole = Settings.model_validate(written).model_dump(mode="json")
    for body in (written, whole):
        assert body_of({leaf.path: value_at(body, leaf) for leaf in leaves()}, body) == written


KEPT = {"title": "chat", "url": "json://127.0.0.1/secret"}


@pytest.mark.parametrize(
    ("way", "typed", "channel"),
    [
        ("url", "", KEPT),
        ("url", " json://127.0.0.1/other", {"title": "chat", "url": "json://127.0.0.1/other"}),
        ("url_env", "CHAT_URL", {"title": "chat", "url_env": "CHAT_URL"}),
        ("url_env", "", {"title": "chat"}),
    ],
)
def test_an_address_that_is_not_typed_anew_stays(way: str, typed: str, channel: dict[str, str]) -> None:
    assert channel_of(KEPT, "chat", way, typed) == channel


@pytest.mark.parametrize(
    ("channel", "title"),
    [(KEPT, "chat"), ({"url": "json://127.0.0.1/secret"}, "json://…"), ({"url_env": "CHAT_URL"}, "CHAT_URL"), ({}, "")],
)
def test_a_channel_is_called_by_nothing_that_is_secret(channel: dict[str, str], title: str) -> None:
    assert title_of(channel) == title


def test_the_commands_that_start_an_agent_can_be_pasted() -> None:
    assert commands("bei jing", "https://gtm.example.com") == (
        "trunkline token create 'bei jing' --role agent",
        "TRUNKLINE_TOKEN=… trunkline agent --place 'bei jing' --url https://gtm.example.com",
    )


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
        revoke = page.get_by_role("alertdialog").get_by_role("button", name="Revoke")
        expect(revoke).to_be_enabled()
        revoke.press("Enter")
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


def test_a_channel_is_made_tested_and_its_address_not_shown_again(open_page: Open, stand: Stand) -> None:
    with webhook() as (port, got):
        page = open_page("/settings?part=channels")
        page.get_by_role("button", name="New contact group").click()
        form = page.get_by_role("dialog", name="New contact group")
        form.get_by_label("Name").fill("night watch")
        form.get_by_label("Address or variable").fill("http://127.0.0.1/hook")
        form.get_by_role("button", name="Look at what changes").click()
        expect(form.get_by_role("alert").filter(has_text="not an Apprise URL")).to_be_visible()
        form.get_by_label("Address or variable").fill(f"json://127.0.0.1:{port}/s3cret-path")
        form.get_by_role("button", name="Look at what changes").click()
        page.get_by_role("button", name="Apply").click()
        page.get_by_role("button", name="Test night watch").click()
        expect(page.get_by_role("heading", name="What came of the test of night watch")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="sent")).to_contain_text("OK")
        assert got.get(timeout=5)["title"] == "trunkline: a test"
        page.get_by_role("button", name="Edit night watch").click()
        expect(page.get_by_label("Address or variable")).to_have_value("")
        assert "s3cret-path" not in page.content()
    with api(stand) as admin:
        admin.delete("contact_group", "night watch")


def test_a_setting_is_refused_at_its_field_and_then_applied_and_of_two_who_edit_one_is_told(
    open_page: Open, stand: Stand
) -> None:
    page, other = open_page("/settings?part=nodes"), open_page("/settings?part=nodes")
    for one in (page, other):
        one.get_by_label("Seconds that a TCP connection may idle").fill("0")
        one.get_by_role("button", name="Look at what changes").click()
        expect(one.get_by_role("alert").filter(has_text="greater than or equal to 1")).to_be_visible()
        one.get_by_label("Seconds that a TCP connection may idle").fill("20")
        one.get_by_role("button", name="Look at what changes").click()
        expect(one.get_by_role("dialog").get_by_role("heading", name="Plan")).to_be_visible()
        one.get_by_label("Reason, for the history").fill("slow askers")
        one.get_by_role("button", name="Apply").click()
        expect(one.get_by_role("dialog")).to_have_count(0)
    expect(other.get_by_role("alert").filter(has_text="Somebody else changed this meanwhile")).to_be_visible()
    expect(page.get_by_label("Seconds that a TCP connection may idle")).to_have_value("20")
    with api(stand) as admin:
        assert admin.get("settings", "global").body["dns"]["tcp_idle"] == 20
        assert admin.history("settings", "global", limit=1)[0]["why"] == "slow askers"
        admin.delete("settings", "global")


def test_a_place_is_added_by_an_operator_who_is_told_how_to_start_its_agent(open_page: Open, stand: Stand) -> None:
    with api(stand) as admin:
        secret = admin.create_token("op", role="operator")["secret"]
    page = open_page("/settings?part=places", token=secret)
    expect(page.get_by_role("link", name="Contact groups")).to_have_count(0)
    page.get_by_role("button", name="New place").click()
    page.get_by_label("Name").fill("beijing-telecom")
    page.get_by_label("City").fill("北京")
    page.get_by_role("button", name="Look at what changes").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("row", name="beijing-telecom")).to_contain_text("北京")
    page.get_by_role("button", name="Start an agent at beijing-telecom").click()
    expect(page.get_by_text("trunkline agent --place beijing-telecom")).to_be_visible()
    with api(stand) as admin:
        admin.delete("place", "beijing-telecom")
        admin.revoke_token("op")


@contextmanager
def webhook() -> Iterator[tuple[int, Queue[Any]]]:
    """A server that hears what is posted to it: its port, and what it got."""
    got: Queue[Any] = Queue()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, got
        finally:
            server.shutdown()
            thread.join()
