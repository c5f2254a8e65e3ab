"""What is asked of a node while something else changes: no lost update, no half of one state beside half of another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from looping import Stage, healthy

import given
from trunkline.control import plan as planning
from trunkline.control.outcome import DocumentChange, What
from trunkline.control.plan import plan

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
