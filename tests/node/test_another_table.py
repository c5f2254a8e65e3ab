"""A running node takes up another line table: who moves, who does not, and what happens when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from looping import MOBILE, TELECOM, Stage, healthy

import given
from trunkline.control.apply import apply
from trunkline.control.asker import show_asker
from trunkline.control.plan import plan
from trunkline.documents.dns_name import wire_of
from trunkline.documents.line import OwnLine
from trunkline.errors import NotReady
from trunkline.imports import formats, open_rows
from trunkline.imports.format import Wish
from trunkline.line_tables.assemble import stack
from trunkline.lines.facts import NOBODY, Facts
from trunkline.lines.layer import build_layer
from trunkline.lines.networks import parse_network
from trunkline.lines.stack import compose
from trunkline.lines.table import table
from trunkline.snapshot.snapshot import Change

pytestmark = pytest.mark.anyio

SWAPPED = table({"10.1.0.0/16": ["telecom"], "10.2.0.0/16": ["mobile"]}, version="swapped")
BY_LINE = [{"pool": "Left", "lines": ["mobile"]}, {"pool": "Right", "lines": ["default"]}]


async def test_askers_are_answered_by_the_lines_of_the_new_table(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", BY_LINE, policy="source_nearest"))
        assert stage.ask("one.example.com", MOBILE) == {"192.0.2.1"}
        await stage.node.use_table(SWAPPED)
        assert stage.ask("one.example.com", MOBILE) == {"192.0.2.2"}
        assert stage.ask("one.example.com", TELECOM) == {"192.0.2.1"}
        assert stage.node.table is SWAPPED


async def test_neither_zones_nor_answers_are_told_again_where_only_the_askers_are_others(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = len(stage.engine.published)
        await stage.node.use_table(SWAPPED)
        ((change, whole),) = stage.engine.published[before:]
        assert not whole
        assert (change.zones, change.steered) == ({}, {})
        assert {name for name, _ in change.replanned} == {wire_of("one.example.com"), wire_of("two.example.com")}


async def test_own_lines_lie_above_the_new_table_too(tmp_path: Path) -> None:
    pools = [{"pool": "Left", "lines": ["office"]}, {"pool": "Right", "lines": ["default"]}]
    async with healthy(Stage(tmp_path)) as stage:
        office = OwnLine(name="office", networks=("10.1.0.0/24",))
        await stage.put(office, given.domain("one.example.com", pools, policy="source_nearest"))
        await stage.node.use_table(SWAPPED)
        assert stage.ask("one.example.com", "10.1.0.9") == {"192.0.2.1"}
        await stage.put(OwnLine(name="office", networks=("10.2.0.0/24",)))
        assert stage.ask("one.example.com", "10.2.0.9") == {"192.0.2.1"}
        assert stage.node.publisher.compiler.table.find("10.1.0.9").lines == ("telecom", "default")


async def test_an_own_line_by_as_number_follows_where_its_networks_are(tmp_path: Path) -> None:
    pools = [{"pool": "Left", "lines": ["partner"]}, {"pool": "Right", "lines": ["default"]}]
    async with healthy(Stage(tmp_path)) as stage:
        partner = OwnLine(name="partner", asns=(64500,))
        await stage.put(partner, given.domain("one.example.com", pools, policy="source_nearest"))
        assert stage.ask("one.example.com", "1.0.0.9") == {"192.0.2.2"}
        for network, inside, outside in (("1.0.0.0/24", "1.0.0.9", "1.0.1.9"), ("1.0.1.0/24", "1.0.1.9", "1.0.0.9")):
            asn = build_layer("asn", [(*parse_network(network), Facts(NOBODY, asn="64500"))])
            await stage.node.use_table(compose(stack([asn]), network))
            assert stage.ask("one.example.com", inside) == {"192.0.2.1"}
            assert stage.ask("one.example.com", outside) == {"192.0.2.2"}


async def test_whoever_writes_a_number_that_the_table_does_not_know_is_told(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        partner = OwnLine(name="partner", asns=(4134, 64500))
        applied = await apply(stage.node, [partner], by=given.ANN, why="")
        message = "the line table knows no network of AS64500, so nobody matches by it"
        assert [one.message for one in applied.warnings] == [message]
        shown = show_asker(stage.node, "202.96.128.86").layers[0]
        assert (shown.layer, shown.words, shown.says) == ("own lines", "AS4134", {"line": "partner"})
        assert (await plan(stage.node, [OwnLine(name="partner", asns=(4134,))])).warnings == ()


async def test_a_search_engine_is_answered_on_its_line_once_its_networks_are_given(tmp_path: Path) -> None:
    (tmp_path / "google.txt").write_text("1.0.0.0/24\n2400::/32\n")
    rows = open_rows(tmp_path / "google.txt", formats()["cidr"], Wish(line="google"), lambda done, of: None)
    brought = build_layer("crawlers", rows)
    async with healthy(Stage(tmp_path)) as stage:
        for line in ("google", "search"):
            pools = [{"pool": "Left", "lines": [line]}, {"pool": "Right", "lines": ["default"]}]
            await stage.put(given.domain("one.example.com", pools, policy="source_nearest"))
            await stage.node.use_table(compose(stack([brought]), line))
            assert [stage.ask("one.example.com", asker) for asker in ("1.0.0.9", "1.0.1.9")] == [
                {"192.0.2.1"},
                {"192.0.2.2"},
            ]


async def test_a_table_that_the_engine_cannot_take_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", BY_LINE, policy="source_nearest"))

        def refuse(change: Change, *, whole: bool = False) -> None:
            raise ValueError("no room")

        with monkeypatch.context() as patched:
            patched.setattr(stage.engine, "publish", refuse)
            with pytest.raises(ValueError, match="no room"):
                await stage.node.use_table(SWAPPED)
        assert stage.ask("one.example.com", MOBILE) == {"192.0.2.1"}
        await stage.node.use_table(SWAPPED)
        assert stage.ask("one.example.com", TELECOM) == {"192.0.2.1"}


async def test_before_a_node_answers_it_takes_no_table(tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        await Stage(tmp_path).node.use_table(SWAPPED)
