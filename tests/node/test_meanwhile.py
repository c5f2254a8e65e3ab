"""What is asked of a node while something else changes: no lost update, no half of one state beside half of another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from looping import Stage, healthy

import given
from trunkline.control import plan as planning
from trunkline.control.apply import put
from trunkline.control.outcome import DocumentChange, What
from trunkline.control.plan import plan
from trunkline.control.tokens import create_token
from trunkline.errors import Conflict
from trunkline.store.contract import Edit

pytestmark = pytest.mark.anyio


async def test_a_plan_does_not_tell_what_others_write_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate_of = planning.candidate_of

    async def slowly(*asked: Any, **options: Any) -> Any:
        candidate = await candidate_of(*asked, **options)
        await stage.put(given.zone("example.net"))
        return candidate

    monkeypatch.setattr(planning, "candidate_of", slowly)
    async with healthy(Stage(tmp_path)) as stage:
        revision = stage.node.config.revision
        found = await plan(stage.node, [given.zone("example.org")])
    assert found.revision == revision
    assert found.documents == (DocumentChange("zone", "example.org", What.CREATED),)


async def test_a_write_that_was_checked_against_older_documents_is_a_conflict(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.address("spare", "192.0.2.9"))
        await stage.store.write([Edit("address", "spare", None)], by="somebody else", why="", at=0.0)
        with pytest.raises(Conflict, match="read it again"):
            await put(stage.node, given.pool("Spare", ["spare"]), by=given.ANN, why="")
        await stage.put(given.zone("example.net"))


async def test_tokens_and_documents_that_are_written_at_once_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        tokens = [create_token(stage.node, f"token{number}", expires=None, by="a test") for number in range(10)]
        zones = [put(stage.node, given.zone(f"example{number}.net"), by=given.ANN, why="") for number in range(10)]
        await asyncio.gather(*(one for pair in zip(tokens, zones, strict=True) for one in pair))
        assert (len(stage.node.config.tokens), len(stage.node.config.zones)) == (10, 11)
