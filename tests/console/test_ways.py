"""Why somebody is answered as they are, and who would move where: the drawings, and both pages in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from console.conftest import Open
from trunkline.client import Json
from trunkline.console.asking.moves import sankey
from trunkline.console.asking.way import CHOSEN, OUT, PASSED, way_of


def member(name: str, *, chosen: bool = False, available: bool = True, **more: Json) -> Json:
    return {"name": name, "chosen": chosen, "available": available, "because": f"of {name}", **more}


def explained(**fields: Json) -> Json:
    pools = [
        member(
            "Mobile", lines=["mobile"], addresses=[member("a", available=False, endpoint="192.0.2.1")], available=False
        ),
        member("Global", lines=["default"], addresses=[member("b", chosen=True, endpoint="192.0.2.2")], chosen=True),
        member("Other", lines=["telecom"], addresses=[member("b", endpoint="192.0.2.2")]),
    ]
    found = {
        "name": "www.example.com", "type": "A", "chain": ["www.example.com"], "network": "198.51.100.0/24",
        "asker_lines": ["mobile", "default"], "access_domain": "www.example.com/A", "policy": "source_nearest",
        "rule": "F1", "line": "mobile", "because": "Mobile is out", "pools": pools, "rcode": "NOERROR",
        "answer": ["192.0.2.2"], "ttl": 60, "scope": 12,
    }  # fmt: skip
    return {**found, **fields}


def test_the_way_leads_over_what_was_chosen_and_what_was_not_leads_nowhere() -> None:
    lines, (domain,), pools, addresses, (answer,) = way_of(explained()).columns
    assert [(one.title, one.state) for one in lines] == [("mobile", CHOSEN), ("default", PASSED)]
    assert domain.because == "Mobile is out"
    assert [(one.title, one.state) for one in pools] == [("Mobile", OUT), ("Global", CHOSEN), ("Other", PASSED)]
    assert [(one.title, one.state) for one in addresses] == [("a", OUT), ("b", CHOSEN)]
    assert (answer.title, answer.facts) == ("192.0.2.2", ("TTL 60", "ECS /12"))
    green = {
        (edge.start[1], edge.end[1]) for edges in way_of(explained()).edges for edge in edges if edge.state.code == "ok"
    }
    assert green == {
        ("mobile", "www.example.com/A"), ("www.example.com/A", "Global"), ("Global", "b"), ("b", "www.example.com"),
    }  # fmt: skip


def test_where_nothing_steers_the_zone_answers_and_where_nothing_is_answered_the_code_stands() -> None:
    found = explained(
        access_domain=None,
        policy=None,
        rule=None,
        line=None,
        pools=[],
        answer=[],
        rcode="NXDOMAIN",
        ttl=None,
        scope=None,
    )
    lines, (zone,), _, _, (answer,) = way_of(found).columns
    assert (zone.id[0], zone.facts) == ("zone", ("A",))
    assert (answer.title, answer.facts) == ("NXDOMAIN", ())
    assert lines[0].state is CHOSEN


def test_each_line_that_moves_joins_what_it_got_with_what_it_would_get() -> None:
    row = {"access_domain": "www.example.com/A", "line": "mobile", "before": ["192.0.2.1"], "after": []}
    (series,) = sankey([row], {"192.0.2.1": "a"}, ("before", "after", "nothing"), "#000")["series"]
    assert [(one["name"], one["depth"]) for one in series["data"]] == [
        ("www.example.com/A · mobile", 1), ("before: a", 0), ("after: nothing", 2),
    ]  # fmt: skip
    assert [(one["source"], one["target"], one["value"]) for one in series["links"]] == [
        ("before: a", "www.example.com/A · mobile", 1), ("www.example.com/A · mobile", "after: nothing", 1),
    ]  # fmt: skip


def test_an_answer_is_explained_by_the_keyboard_and_its_address_can_be_sent_to_somebody(open_page: Open) -> None:
    page = open_page("/explain?name=gtm.example.com")
    asker = page.get_by_label("Address that asks")
    asker.fill("221.130.33.52")
    asker.press("Enter")
    expect(page.get_by_text("221.130.33.52 → 127.1.1.1: Mobile serves line mobile")).to_be_visible()
    pools = page.get_by_role("region", name="Pools")
    expect(pools.get_by_role("button", name=re.compile("^Mobile Chosen"))).to_be_visible()
    expect(pools.get_by_role("button", name=re.compile("^Telecom Passed over"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"name=gtm\.example\.com&type=A&from=221\.130\.33\.52"))
    asker.fill("nobody")
    asker.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="nobody")).to_be_visible()


def test_what_would_be_if_a_line_failed_is_told_and_drawn_and_touches_nothing(open_page: Open) -> None:
    page = open_page("/simulate?line=mobile")
    row = page.get_by_role("row", name=re.compile(r"mobile 127\.1\.1\.1 127\.2\.2\.2"))
    expect(row).to_contain_text("supposed to fail")
    expect(page.get_by_text("Lines that lose their own pools")).to_be_visible()
    page.get_by_label("Addresses that fail").fill("server-tel")
    page.get_by_role("option", name="server-telecom").click()
    expect(page.get_by_role("row", name=re.compile(r"telecom 127\.2\.2\.2 127\.3\.3\.3"))).to_be_visible()
    page.goto("/probe?name=gtm.example.com")
    expect(page.get_by_role("row", name=re.compile("China Mobile"))).to_contain_text("127.1.1.1")
