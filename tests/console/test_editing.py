"""What people change on the canvas: each change drafted, its plan shown, applied by the API's rules, and undone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from console.conftest import Open
from console.stand import Stand
from console.test_canvas import CANVAS, card
from trunkline.client import Client


@pytest.fixture
def client(stand: Stand) -> Client:
    return Client(f"http://127.0.0.1:{stand.tutorial.node.http}", stand.token)


@pytest.fixture(autouse=True)
def restored(stand: Stand, client: Client) -> Iterator[None]:
    """Each story leaves the tutorial's documents as it found them."""
    before = client.documents().revision
    yield
    for one in client.documents().body.get("overrides", ()):
        client.delete("override", one["name"])
    client.rollback(before)
    stand.tutorial.restore()


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def choose(page: Page, column: str, name: str) -> Locator:
    card(page, column, name).click()
    expect(details(page).get_by_role("heading", name=name)).to_be_focused()
    return details(page)


def plan(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Plan")


def drain(page: Page, name: str) -> None:
    choose(page, "Addresses", name).get_by_role("button", name="Drain").click()
    asked = page.get_by_role("dialog", name=f"Drain {name}")
    asked.get_by_label("Reason").fill("a new power supply")
    asked.get_by_role("button", name="Show what it means").click()


def test_an_address_is_drained_with_its_plan_shown_first_and_the_undo_brings_it_back(
    open_page: Open, stand: Stand
) -> None:
    page = open_page(CANVAS)
    drain(page, "server-unicom")
    row = plan(page).get_by_role("row", name=re.compile("unicom"))
    expect(row).to_contain_text("127.3.3.3")
    expect(row).to_contain_text("127.1.1.1")
    assert stand.tutorial.node.answers()["unicom"] == {"127.3.3.3"}
    plan(page).get_by_role("button", name="Apply").click()
    expect(card(page, "Addresses", "server-unicom")).to_contain_text("Draining")
    expect(card(page, "Lines", "unicom")).to_contain_text("127.1.1.1")
    assert stand.tutorial.node.answers()["unicom"] == {"127.1.1.1"}
    page.get_by_role("region", name="Draft").get_by_role("button", name="Undo").click()
    expect(card(page, "Lines", "unicom")).to_contain_text("127.3.3.3")
    assert stand.tutorial.node.answers()["unicom"] == {"127.3.3.3"}


def test_a_pool_is_put_in_another_place_by_the_keyboard_and_by_the_mouse(open_page: Open, client: Client) -> None:
    page = open_page(CANVAS)
    later = choose(page, "Pools", "Mobile").get_by_role("button", name="Later")
    later.focus()
    page.keyboard.press("Enter")
    draft = page.get_by_role("region", name="Draft")
    expect(draft).to_contain_text("Access domain gtm.example.com/A: pools")
    card(page, "Pools", "Global").drag_to(card(page, "Pools", "Telecom"))
    in_order = page.get_by_role("region", name="Pools").get_by_role("button")
    expect(in_order).to_have_text([re.compile(name) for name in ("^Global", "^Telecom", "^Mobile", "^Unicom")])
    draft.get_by_role("button", name="Review and apply").click()
    plan(page).get_by_role("button", name="Apply").click()
    expect(draft).to_contain_text("Applied as revision")
    assert shares_of(client) == [
        (1, "Global", "default"),
        (2, "Telecom", "telecom"),
        (3, "Mobile", "mobile"),
        (4, "Unicom", "unicom"),
    ]
    draft.get_by_role("button", name="Undo").click()
    expect(plan(page)).to_contain_text("Access domain gtm.example.com/A · changed")
    plan(page).get_by_role("button", name="Apply").click()
    expect(draft).to_be_hidden()
    assert shares_of(client)[0] == (1, "Mobile", "mobile")


def shares_of(client: Client) -> list[tuple[object, ...]]:
    shares = client.get("access_domain", "gtm.example.com/A").body["pools"]
    return sorted((one["serial"], one["pool"], *one["lines"]) for one in shares)


def test_what_the_node_would_refuse_is_told_at_its_field_and_nothing_that_was_typed_is_lost(open_page: Open) -> None:
    page = open_page(CANVAS)
    choose(page, "Access domain", "gtm.example.com").get_by_role("button", name="Edit").click()
    form = page.get_by_role("dialog", name="Edit gtm.example.com/A")
    form.get_by_label("TTL").fill("a minute")
    form.get_by_label("Remark").fill("asked for by many")
    form.get_by_role("button", name="Keep in the draft").click()
    expect(form).to_contain_text("should be a whole number")
    expect(form.get_by_label("Remark")).to_have_value("asked for by many")
    form.get_by_label("TTL").fill("30")
    form.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("remark, ttl")
    expect(card(page, "Access domain", "gtm.example.com")).to_contain_text("30 s")
    page.get_by_role("button", name="Discard").click()
    expect(card(page, "Access domain", "gtm.example.com")).to_contain_text("60 s")


def test_a_new_address_is_made_in_a_pool_and_answered_with_it(open_page: Open, stand: Stand) -> None:
    page = open_page(CANVAS)
    choose(page, "Pools", "Unicom").get_by_role("button", name="New address").click()
    form = page.get_by_role("dialog", name="New address")
    form.get_by_label("Name").fill("server-unicom-2")
    form.get_by_label("Endpoint").fill("127.3.3.4")
    form.get_by_role("button", name="Keep in the draft").click()
    expect(card(page, "Addresses", "server-unicom-2")).to_contain_text("Draft")
    page.get_by_role("button", name="Review and apply").click()
    plan(page).get_by_role("button", name="Apply").click()
    expect(card(page, "Addresses", "server-unicom-2")).to_contain_text("Not monitored")
    expect(card(page, "Lines", "unicom")).to_contain_text("127.3.3.4")
    assert stand.tutorial.node.answers()["unicom"] <= {"127.3.3.3", "127.3.3.4"}


def test_two_people_who_edit_one_pool_get_a_conflict_and_no_lost_update(open_page: Open, client: Client) -> None:
    ann, bob = open_page(CANVAS), open_page(CANVAS)
    for page, remark in ((ann, "as ann says"), (bob, "as bob says")):
        choose(page, "Pools", "Mobile").get_by_role("button", name="Edit").click()
        form = page.get_by_role("dialog", name="Edit Mobile")
        form.get_by_label("Remark").fill(remark)
        form.get_by_role("button", name="Keep in the draft").click()
        page.get_by_role("button", name="Review and apply").click()
        expect(plan(page)).to_contain_text("remark")
    plan(ann).get_by_role("button", name="Apply").click()
    expect(ann.get_by_text("Applied as revision")).to_be_visible()
    plan(bob).get_by_role("button", name="Apply").click()
    expect(bob.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    expect(bob.get_by_role("region", name="Draft")).to_contain_text(
        "Somebody else changed meanwhile: Pool Mobile: remark"
    )
    assert client.get("pool", "Mobile").body["remark"] == "as ann says"
    bob.get_by_role("button", name="Keep my changes over theirs").click()
    bob.get_by_role("button", name="Review and apply").click()
    plan(bob).get_by_role("button", name="Apply").click()
    expect(bob.get_by_text("Applied as revision")).to_be_visible()
    assert client.get("pool", "Mobile").body["remark"] == "as bob says"


def test_what_others_write_while_a_form_is_open_is_a_conflict_too(open_page: Open, client: Client) -> None:
    page = open_page(CANVAS)
    choose(page, "Pools", "Global").get_by_role("button", name="Edit …").click()
    form = page.get_by_role("dialog", name="Edit Global")
    form.get_by_label("remark").fill("mine")
    client.patch("pool", "Global", {"enabled": False})
    expect(card(page, "Pools", "Global")).to_contain_text("Disabled")
    form.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Somebody else changed meanwhile: Pool Global: enabled")).to_be_visible()
    expect(page.get_by_role("button", name="Review and apply")).to_have_count(0)
    page.get_by_role("button", name="Keep my changes over theirs").click()
    page.get_by_role("button", name="Review and apply").dblclick()
    expect(plan(page)).to_have_count(1)
    plan(page).get_by_role("button", name="Apply").click()
    expect(page.get_by_text(re.compile("^Applied as revision"))).to_be_visible()
    pool = client.get("pool", "Global").body
    assert (pool["remark"], pool["enabled"]) == ("mine", False)


def test_an_undo_takes_back_what_is_ones_own_and_leaves_what_others_wrote_since(
    open_page: Open, client: Client
) -> None:
    page = open_page(CANVAS)
    choose(page, "Pools", "Global").get_by_role("button", name="Disable").click()
    plan(page).get_by_role("button", name="Apply").click()
    expect(page.get_by_text(re.compile("^Applied as revision"))).to_be_visible()
    client.patch("address", "server-unicom", {"remark": "theirs"})
    page.get_by_role("button", name="Undo").click()
    expect(plan(page)).not_to_contain_text("server-unicom ·")
    plan(page).get_by_role("button", name="Apply").click()
    expect(card(page, "Pools", "Global")).not_to_contain_text("Disabled")
    assert client.get("pool", "Global").body["enabled"]
    assert client.get("address", "server-unicom").body["remark"] == "theirs"


def test_a_viewer_sees_what_a_change_would_do_and_the_node_refuses_to_apply_it(
    open_page: Open, stand: Stand, client: Client
) -> None:
    token = client.create_token("eve", role="viewer")["secret"]
    try:
        page = open_page(CANVAS, token=token)
        drain(page, "server-unicom")
        plan(page).get_by_role("button", name="Apply").click()
        expect(page.get_by_role("alert")).to_contain_text("viewer")
        assert client.documents().body.get("overrides", []) == []
        assert stand.tutorial.node.answers()["unicom"] == {"127.3.3.3"}
    finally:
        client.revoke_token("eve")


def test_an_access_domain_is_disabled_only_by_who_types_its_name(open_page: Open, client: Client) -> None:
    page = open_page(CANVAS)
    choose(page, "Access domain", "gtm.example.com").get_by_role("button", name="Disable").click()
    asked = page.get_by_role("alertdialog")
    expect(asked.get_by_role("button", name="Disable")).to_be_disabled()
    asked.get_by_label("Type gtm.example.com to go on").fill("gtm.example.com")
    asked.get_by_role("button", name="Disable").click()
    plan(page).get_by_role("button", name="Apply").click()
    expect(card(page, "Access domain", "gtm.example.com")).to_contain_text("Disabled")
    assert client.get("access_domain", "gtm.example.com/A").body["enabled"] is False


def test_an_earlier_state_of_a_document_comes_back_as_a_draft(open_page: Open, client: Client) -> None:
    client.patch("pool", "Unicom", {"remark": "new"}, why="a better word")
    page = open_page(CANVAS)
    panel = choose(page, "Pools", "Unicom")
    expect(panel).to_contain_text("a better word")
    panel.get_by_role("button", name="As it was before").first.click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("Pool Unicom: remark")


def test_the_canvas_its_forms_and_its_plan_have_no_serious_finding_of_axe(open_page: Open) -> None:
    page = open_page(CANVAS)
    choose(page, "Access domain", "gtm.example.com").get_by_role("button", name="Edit").click()
    form = page.get_by_role("dialog", name="Edit gtm.example.com/A")
    expect(form.get_by_label("TTL")).to_be_visible()
    assert serious(page) == []
    form.get_by_label("TTL").fill("30")
    form.get_by_role("button", name="Keep in the draft").click()
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Review and apply").click()
    expect(plan(page)).to_be_visible()
    assert serious(page) == []


def serious(page: Page) -> list[str]:
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))")
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_the_canvas_of_an_access_domain_that_was_deleted_shows_it_no_more(open_page: Open, client: Client) -> None:
    page = open_page(CANVAS)
    choose(page, "Access domain", "gtm.example.com")
    client.delete("access_domain", "gtm.example.com/A")
    expect(page.get_by_text("There is no such access domain.")).to_be_visible()
    expect(page.get_by_role("region", name="Pools").get_by_role("button")).to_have_count(0)
    expect(details(page).get_by_role("button")).to_have_count(0)


def test_on_a_phone_the_draft_is_there_beside_the_card_and_the_keyboard_comes_to_it(open_page: Open) -> None:
    page = open_page(CANVAS, viewport={"width": 320, "height": 640})
    choose(page, "Pools", "Global").get_by_role("button", name="Edit …").click()
    form = page.get_by_role("dialog", name="Edit Global")
    form.get_by_label("remark").fill("mine")
    form.get_by_role("button", name="Keep in the draft").click()
    review = page.get_by_role("button", name="Review and apply")
    expect(review).to_be_focused()
    review.click()
    expect(plan(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(plan(page)).to_have_count(0)
    expect(review).to_be_focused()
    page.get_by_role("button", name="Discard").click()
    expect(review).to_be_hidden()
