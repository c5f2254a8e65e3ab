"""A running node takes up another line table: who moves, who does not, and what happens when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from looping import MOBILE, TELECOM, Stage, healthy

import given
from trunkline.documents.dns_name import wire_of
from trunkline.documents.line import OwnLine
from trunkline.errors import NotReady
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
