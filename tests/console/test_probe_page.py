"""The probe: what every line is answered through the real DNS port, and what is otherwise than before."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from console.conftest import Open
from console.stand import Stand
from trunkline.client import Json
from trunkline.console.asking.places import places_of, titles_of
from trunkline.console.asking.told import Run, told

ROW: Json = {"line": "mobile", "answer": ["127.1.1.1"], "rcode": "NOERROR", "because": "the only one"}


@pytest.fixture
def restored(stand: Stand) -> Iterator[None]:
    """Each story leaves the tutorial as it found it."""
    yield
    stand.tutorial.restore()


def row(page: Page, line: str) -> Locator:
    return page.get_by_role("row", name=re.compile(line))


@pytest.mark.usefixtures("restored")
def test_every_line_is_asked_and_the_one_whose_server_fails_is_marked_with_what_it_was_told_before(
    open_page: Open, stand: Stand
) -> None:
    page = open_page("/probe?name=gtm.example.com")
    for line, answer in (("China Mobile", "127.1.1.1"), ("China Telecom", "127.2.2.2"), ("China Unicom", "127.3.3.3")):
        expect(row(page, line)).to_contain_text(answer)
    expect(row(page, "Everyone else")).to_contain_text("server-mobile is the first available one")
    stand.tutorial.servers["unicom"].pause()
    expect(row(page, "China Unicom")).to_contain_text("was 127.3.3.3", timeout=15_000)
    expect(row(page, "China Unicom")).to_contain_text("127.1.1.1")
    expect(row(page, "China Mobile")).not_to_contain_text("was")
    expect(page.get_by_role("status").filter(has_text="lines asked")).to_contain_text("1 are answered otherwise")


def test_a_line_is_found_by_its_name_and_the_provinces_stand_in_a_grid(open_page: Open) -> None:
    page = open_page("/probe")
    page.get_by_label("Find a line").fill("unicom")
    expect(row(page, "China Unicom")).to_be_visible()
    expect(row(page, "China Mobile")).to_have_count(0)
    page.get_by_role("tab", name="By place").click()
    grid = page.get_by_role("table", name="Mainland China: provinces and carriers")
    expect(grid.get_by_role("row", name=re.compile("^Guangdong"))).to_be_visible(timeout=20_000)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"answer": ["127.2.2.2", "127.1.1.1"], "rcode": "NOERROR"}, "127.1.1.1, 127.2.2.2"),
        ({"answer": [], "rcode": "NOERROR"}, ""),
        ({"answer": [], "rcode": "SERVFAIL"}, "SERVFAIL"),
    ],
)
def test_an_answer_is_told_in_one_order_or_why_there_is_none(found: Json, words: str) -> None:
    assert told(found) == words


@pytest.mark.parametrize(
    ("now", "revision", "was"),
    [
        ({}, 1, None),
        ({"answer": ["127.2.2.2"], "because": "the next"}, 1, "127.1.1.1"),
        ({"answer": ["127.2.2.2"]}, 2, "127.1.1.1"),
        ({"answer": ["127.2.2.2"]}, 1, None),
        ({"answer": [], "rcode": "SERVFAIL"}, 1, "127.1.1.1"),
    ],
    ids=["the same", "for another reason", "by other documents", "only its turn", "no answer"],
)
def test_only_who_is_moved_for_a_reason_is_marked(now: Json, revision: int, was: str | None) -> None:
    assert Run.of([ROW], 1, 0.0).was({**ROW, **now}, revision) == was


def test_the_grid_has_the_carriers_and_provinces_on_which_somebody_is() -> None:
    def line(code: str, parent: str, category: str = "isp") -> Json:
        return {"code": code, "name": code.title(), "zh": code, "parent": parent, "category": category}

    catalogue = [
        line("telecom", "default"),
        line("cstnet", "default"),
        line("cn_region_south", "internal", "region"),
        line("cn_region_guangdong", "cn_region_south", "region"),
        line("cn_telecom_guangdong", "telecom"),
        line("cn_unicom_guangdong", "unicom"),
        line("aws", "default", "cloud"),
    ]
    known = {"cn_telecom_guangdong", "cstnet", "aws"}
    places = places_of(catalogue, known, titles_of(catalogue, "en"))
    assert places.carriers == ("telecom",)
    assert [(title, [place.lines for place in rows]) for title, rows in places.areas] == [
        ("Cn_Region_South", [("cn_telecom_guangdong",)])
    ]
    assert [(group.title, group.lines) for group in places.groups] == [
        ("Other carriers", ("cstnet",)),
        ("Clouds", ("aws",)),
    ]
