"""A fault of ours in what only writes down, or tells people, does not end what answers."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from looping import DOWN, PATIENCE, UP, Stage, healthy

from trunkline import journal, node, upkeep
from trunkline.store.contract import ALERT

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "FAULT_RETRY", 0.01)


async def alerted(stage: Stage, event: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while event not in [entry.body["event"] for entry in await stage.store.logged(ALERT)]:  # noqa: ASYNC110 - untold
            await asyncio.sleep(0.005)


def failing_once(work: Any) -> Any:
    faults = [KeyError("a fault of ours")]

    def fail(*given: Any, **named: Any) -> Any:
        if faults:
            raise faults.pop()
        return work(*given, **named)

    return fail


async def test_an_alert_that_cannot_be_worded_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        monkeypatch.setattr(journal, "message_of", failing_once(journal.message_of))
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        stage.prober.tell("192.0.2.2", DOWN)
        await alerted(stage, "addr_alert")
        stage.prober.tell("192.0.2.2", UP)
        await alerted(stage, "addr_resume")


async def test_a_fault_in_what_is_remembered_moves_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "remember", failing_once(upkeep.remember))
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        assert not stage.node.stale
