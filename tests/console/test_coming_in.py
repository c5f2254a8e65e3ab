"""Who comes in, in which language, and who does not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, expect

from console.conftest import Open
from console.stand import Stand
from trunkline.console.parts.ago import moment, moment_of
from trunkline.console.words import Words, zone_of


def test_nobody_sees_a_page_without_a_token(stand: Stand, browser: Browser) -> None:
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{stand.url}/")
        expect(page.get_by_label("Token")).to_be_visible()
        expect(page.get_by_text("gtm.example.com")).to_have_count(0)


def test_a_wrong_token_is_refused_in_the_nodes_words(stand: Stand, browser: Browser) -> None:
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{stand.url}/login")
        page.get_by_label("Token").fill("not-a-token")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_contain_text("not known here")


def test_who_logs_out_has_to_show_the_token_again(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Who is here").click()
    page.get_by_text("Log out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    page.goto(page.url.replace("/login", "/"))
    expect(page.get_by_label("Token")).to_be_visible()


def test_who_logs_out_in_one_tab_has_logged_out_in_all(open_page: Open, stand: Stand) -> None:
    page = open_page("/")
    other = page.context.new_page()
    stand.go(other, "/settings")
    page.get_by_role("button", name="Who is here").click()
    page.get_by_text("Log out").click()
    expect(other.get_by_label("Token")).to_be_visible()


def test_a_page_whose_token_is_revoked_says_so_and_asks_for_another(open_page: Open, stand: Stand) -> None:
    with stand.tutorial.node.client() as client:
        token = client.create_token("leaves-soon", role="operator")["secret"]
        page, staying = open_page("/probe?name=gtm.example.com", token=token), open_page("/")
        client.revoke_token("leaves-soon")
    expect(page.get_by_role("alert")).to_contain_text("not known here")
    page.get_by_label("Token").fill(stand.token)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{stand.url}/probe?name=gtm.example.com")
    expect(staying.get_by_text("Live", exact=True)).to_be_visible()


def test_the_language_is_the_browsers_until_it_is_switched_and_then_stays_so(open_page: Open) -> None:
    page = open_page("/", locale="zh-CN")
    expect(page.get_by_role("heading", name="首页")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_a_browser_holds_no_token_and_its_cookie_goes_to_no_other_site(open_page: Open, stand: Stand) -> None:
    page = open_page("/")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "trunkline"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert stand.token not in cookie["value"]
    assert stand.token not in page.evaluate("JSON.stringify(localStorage) + document.documentElement.outerHTML")


@pytest.mark.parametrize("path", ["/session", "/"])
def test_what_a_page_of_another_site_sends_is_refused(stand: Stand, path: str) -> None:
    sent = httpx.post(f"{stand.url}{path}", data={"token": stand.token}, headers={"Origin": "http://evil.example"})
    assert sent.status_code == 403


@pytest.mark.parametrize("then", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_a_link_cannot_lead_elsewhere_after_the_log_in(stand: Stand, then: str) -> None:
    sent = httpx.post(f"{stand.url}/session", data={"token": stand.token, "then": then})
    assert sent.status_code == 303
    assert sent.headers["location"] == "/"


def test_nothing_is_loaded_from_elsewhere_and_nobody_may_frame_it(stand: Stand, browser: Browser) -> None:
    with browser.new_context() as context:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        response = page.goto(f"{stand.url}/login")
        page.wait_for_load_state("networkidle")
    assert response is not None
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert [url for url in asked if not url.startswith((stand.url, "data:"))] == []


def test_what_is_too_long_is_refused_by_the_form_and_not_told_back(open_page: Open, stand: Stand) -> None:
    with httpx.Client(base_url=stand.url, follow_redirects=True) as person:
        told = person.post("/session", data={"token": "x" * 5_000, "then": "/probe?" + "y" * 5_000})
    assert told.status_code == 200
    assert "not known here" in told.text
    assert "xxxxx" not in told.text


def test_times_are_told_and_taken_by_the_clock_of_whoever_looks(open_page: Open) -> None:
    page = open_page("/settings", timezone_id="Asia/Tokyo")
    page.reload()
    expect(page.get_by_text("Asia/Tokyo")).to_be_visible()
    tokyo, elsewhere = Words(zone=ZoneInfo("Asia/Tokyo")), Words(zone=zone_of("UTC"))
    assert (moment(tokyo, 0), moment(elsewhere, 0)) == ("1970-01-01 09:00:00", "1970-01-01 00:00:00")
    assert (moment_of(tokyo, "1970-01-01T09:00:07"), moment_of(elsewhere, "1970-01-01T00:00")) == (7.0, 0.0)
    assert [zone_of(name) for name in ("", "../etc/passwd", "Mars/Phobos", "/")] == [None] * 4


def test_where_there_is_no_page_there_is_a_word_and_the_way_back(open_page: Open, stand: Stand) -> None:
    page = open_page("/", locale="zh-CN")
    found = page.goto(f"{stand.url}/nowhere/at-all")
    assert found is not None
    assert found.status == 404
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    page.get_by_role("link", name="首页").click()
    expect(page.get_by_role("heading", name="首页")).to_be_visible()


def test_the_way_past_the_menu_is_the_first_that_the_keyboard_comes_to(open_page: Open) -> None:
    page = open_page("/zones")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#content :focus")).to_have_count(1)
