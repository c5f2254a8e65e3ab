"""The page of lines: an address looked up, and a line of one's own that an asker is on at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from console.conftest import Open
from console.stand import Stand
from trunkline.console.lines.coverage import share
from trunkline.console.lines.layers import told_age
from trunkline.console.lines.look_up import told_facts
from trunkline.console.lines.own import document_of, told_few
from trunkline.console.lines.titles import titled, titles_of
from trunkline.console.words import Words


@pytest.mark.parametrize(
    ("part", "told"),
    [(0, "0 %"), (1, "< 0.001 %"), (1_000, "0.01 %"), (99_000, "0.99 %"), (100_000, "1.0 %"), (10_000_000, "100.0 %")],
)
def test_a_share_is_told_with_as_many_digits_as_tell_something(part: int, told: str) -> None:
    assert share(part, 10_000_000) == told


def test_what_is_typed_for_a_line_becomes_its_document() -> None:
    typed = {
        "name": " office ",
        "title": "Office",
        "networks": "192.0.2.0/24, 2001:db8::/32\n\n",
        "asns": "64500\nAS1, x",
    }
    wanted: Any = {"networks": ["192.0.2.0/24", "2001:db8::/32"], "asns": [64500, "AS1", "x"]}
    assert document_of(typed) == {"name": "office", "title": "Office", **wanted}


def test_long_lists_name_the_first_and_count_the_others() -> None:
    assert (told_few([]), told_few([1, 2]), told_few([1, 2, 3, 4, 5, 6])) == ("", "1, 2", "1, 2, 3, 4 +2")


def test_lines_and_layers_are_told_in_the_persons_language() -> None:
    rows = [{"code": "mobile", "name": "China Mobile", "zh": "中国移动"}, {"code": "own", "name": "own", "zh": "own"}]
    titles = titles_of(Words("zh"), rows)
    assert [titled(titles, code) for code in ("mobile", "own", "gone")] == ["中国移动 (mobile)", "own", "gone"]
    assert titled(titles_of(Words(), rows), "mobile") == "China Mobile (mobile)"
    assert told_facts(Words("zh"), {"carrier": "mobile", "new": "x"}) == "运营商 mobile, new x"
    assert told_age(Words(), {"date": "2026-06-17", "age_days": 3}) == "2026-06-17, 3 days"
    assert told_age(Words(), {"date": "", "age_days": None}) == "–"
    assert told_facts(Words(), {"carrier": "mobile", "province": "BJ"}) == "carrier mobile, province BJ"


def test_an_address_is_looked_up_and_its_layers_tell_whose_word_counts(open_page: Open) -> None:
    page = open_page("/lines")
    page.get_by_label("IP address").fill("221.130.33")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="does not appear to be an IPv4")).to_be_visible()
    page.get_by_label("IP address").fill("221.130.33.52")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="China Mobile (mobile)")).to_be_visible()
    layers = page.get_by_role("table", name="Which layers say so")
    expect(layers.get_by_role("row", name=re.compile("^asn"))).to_contain_text("carrier mobile")
    page.get_by_role("button", name="Test it by known resolvers").click()
    expect(page.get_by_text("known resolvers are on their carrier's line")).to_be_visible()
    page.get_by_label("Search lines").fill("China Telecom")
    expect(page.get_by_role("row", name=re.compile(r"^China Telecom \(telecom\)"))).to_be_visible()


def test_a_line_of_ones_own_is_refused_at_its_field_then_planned_and_its_askers_are_on_it(
    open_page: Open, stand: Stand
) -> None:
    page = open_page("/lines")
    page.get_by_role("button", name="New line").click()
    page.get_by_label("Code").fill("office")
    page.get_by_label("Networks").fill("192.0.2.1/24")
    page.get_by_role("button", name="Review and apply").click()
    expect(page.get_by_role("alert").filter(has_text="write 192.0.2.0/24")).to_be_visible()
    page.get_by_label("Networks").fill("192.0.2.0/24")
    page.get_by_role("button", name="Review and apply").click()
    page.get_by_role("dialog", name="Plan").get_by_role("button", name="Apply").click()
    expect(page.get_by_role("row", name=re.compile("^office"))).to_contain_text("192.0.2.0/24")
    with stand.tutorial.node.client() as client:
        assert client.asker("192.0.2.7")["lines"][0] == "office"
    page.get_by_role("button", name="Delete office").click()
    page.get_by_label("Type office to go on").fill("office")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("^office"))).to_have_count(0)
