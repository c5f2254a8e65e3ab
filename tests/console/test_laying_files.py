"""A file laid over the line table in the browser: whom it moves is seen first, and the way back is open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from console.conftest import Open
from console.stand import Stand
from trunkline.client.line_table import name_after
from trunkline.console.lines.layers import told_making
from trunkline.console.lines.outcome import told_change
from trunkline.console.lines.proposal import told_step
from trunkline.console.words import Words

ASKER = "221.130.33.52"
"""A resolver of China Mobile's."""

AN_ACT = 30_000
"""Milliseconds: a table is composed, compared and written."""


@pytest.mark.parametrize(
    ("file", "name"),
    [("ip2region.xdb", "ip2region"), ("省份 2026.csv", "2026"), ("中国.txt", "imported"), ("asn.mmdb", "asn-file")],
)
def test_a_file_gives_its_layer_a_name(file: str, name: str) -> None:
    assert name_after(Path(file)) == name


def test_what_moves_how_far_it_is_and_who_made_the_table_are_told_in_words() -> None:
    assert (told_change(1024, 256), told_change(0, 3), told_change(0, 0)) == ("+1,024 −256", "−3", "–")
    assert (told_step(Words("zh"), "reading"), told_step(Words(), "new")) == ("正在读取文件…", "new")
    made = {"at": 0.0, "by": "root", "why": "newer"}
    assert told_making(Words(), made).endswith("by root: newer")
    assert told_making(Words(), {**made, "why": ""}).endswith("by root")


def _choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Lay a file over it").click()
    chooser.value.set_files(file)


def _lines_of(stand: Stand, asker: str) -> list[str]:
    with stand.tutorial.node.client() as client:
        lines: list[str] = client.asker(asker)["lines"]
    return lines


def test_a_file_is_laid_over_the_table_gone_back_from_and_taken_away(
    open_page: Open, stand: Stand, tmp_path: Path
) -> None:
    file = tmp_path / "moved.txt"
    file.write_text("221.130.33.0/24\n")
    page = open_page("/lines")
    _choose(page, file)
    form = page.get_by_role("dialog", name="Lay moved.txt over the line table").first
    form.get_by_label("Name of the layer").fill("special")
    form.get_by_role("button", name="See whom it moves").click()
    plan = page.get_by_role("dialog", name="Lay moved.txt over the line table").last
    expect(plan.get_by_role("alert")).to_contain_text("cannot be replaced")
    plan.get_by_role("button", name="Cancel").click()
    form.get_by_label("Name of the layer").fill("moved")
    form.get_by_label("Line", exact=True).fill("telecom")
    form.get_by_role("button", name="See whom it moves").click()
    expect(plan).to_contain_text("moved.txt was read as cidr. Rows: 1", timeout=AN_ACT)
    expect(plan.get_by_role("row", name=re.compile(r"^China Telecom \(telecom\)"))).to_contain_text("+256")
    expect(plan).to_contain_text("gtm.example.com")
    assert "mobile" in _lines_of(stand, ASKER)
    plan.get_by_label("Reason, kept with the table").fill("they moved")
    plan.get_by_role("button", name="Use it").click()
    layer = page.get_by_role("table", name="Line table").or_(page.get_by_role("region", name="Line table"))
    expect(layer.get_by_role("row", name=re.compile("^moved"))).to_contain_text("moved.txt", timeout=AN_ACT)
    expect(page.get_by_text(re.compile("^Made .* they moved$"))).to_be_visible()
    assert "telecom" in _lines_of(stand, ASKER)

    page.get_by_role("button", name="Go back to the table of before").click()
    back = page.get_by_role("dialog", name="Go back to the table of before")
    expect(back.get_by_role("row", name=re.compile(r"^China Telecom \(telecom\)"))).to_contain_text(
        "−256", timeout=AN_ACT
    )
    back.get_by_role("button", name="Use it").click()
    expect(layer.get_by_role("row", name=re.compile("^moved"))).to_have_count(0, timeout=AN_ACT)
    assert "mobile" in _lines_of(stand, ASKER)

    page.get_by_role("button", name="Go back to the table of before").click()
    back.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Take the layer moved away").click()
    away = page.get_by_role("dialog", name="Take the layer moved away")
    expect(away).to_contain_text("Who is on another line", timeout=AN_ACT)
    away.get_by_role("button", name="Use it").click()
    expect(layer.get_by_role("row", name=re.compile("^moved"))).to_have_count(0, timeout=AN_ACT)
    assert "mobile" in _lines_of(stand, ASKER)


def test_what_the_guards_refuse_is_told_and_done_only_against_their_word(
    open_page: Open, stand: Stand, tmp_path: Path
) -> None:
    file = tmp_path / "all.txt"
    file.write_text("0.0.0.0/1\n")
    page = open_page("/lines")
    _choose(page, file)
    page.get_by_label("Line", exact=True).fill("telecom")
    page.get_by_role("button", name="See whom it moves").click()
    plan = page.get_by_role("dialog", name="Lay all.txt over the line table").last
    expect(plan.get_by_text(re.compile("^The guards: ")).first).to_be_visible(timeout=AN_ACT)
    plan.get_by_role("button", name="Use it against the guards' word").click()
    expect(page.get_by_role("row", name=re.compile("^all"))).to_contain_text("all.txt", timeout=AN_ACT)
    assert "telecom" in _lines_of(stand, "17.0.0.1")
    page.get_by_role("button", name="Take the layer all away").click()
    page.get_by_role("button", name="Use it against the guards' word").or_(
        page.get_by_role("button", name="Use it")
    ).click()
    expect(page.get_by_role("row", name=re.compile("^all"))).to_have_count(0, timeout=AN_ACT)


def test_a_viewer_is_not_offered_any_of_it(open_page: Open, stand: Stand) -> None:
    with stand.tutorial.node.client() as client:
        token = client.create_token("looks-at-lines", role="viewer")["secret"]
    page = open_page("/lines", token=token)
    expect(page.get_by_role("button", name="Test it by known resolvers")).to_be_visible()
    expect(page.get_by_role("button", name="Lay a file over it")).to_have_count(0)
