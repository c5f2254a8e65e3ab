"""What turned is written down: how all stands, what each line is answered, and who was to be told."""

import asyncio
from pathlib import Path

import pytest
from looping import DOWN, PATIENCE, UP, Stage, healthy

import given
from trunkline.store.contract import ALERT, STANDING, SWITCH

pytestmark = pytest.mark.anyio


async def alerts(stage: Stage) -> list[str]:
    return [entry.body["event"] for entry in reversed(await stage.store.logged(ALERT))]


async def told(stage: Stage, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        while len(found := await alerts(stage)) < count:  # noqa: ASYNC110 - the log tells nobody that it grew
            await asyncio.sleep(0.005)
    return found


async def written_down(stage: Stage) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await stage.store.latest(STANDING):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_failure_and_a_recovery_are_four_alerts_in_their_order(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        assert await told(stage, 2) == ["addr_alert", "addr_pool_unavailable"]
        stage.prober.tell("192.0.2.1", UP)
        assert (await told(stage, 4))[2:] == ["addr_resume", "addr_pool_available"]


async def test_the_switch_log_says_what_each_line_was_answered_before_and_after_and_why(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await told(stage, 2)
        (entry, *_) = await stage.store.logged(SWITCH, key="one.example.com/A")
        assert (entry.body["before"], entry.body["after"]) == (["192.0.2.1"], ["192.0.2.2"])
        assert "left is out (web: refused)" in entry.body["because"]


async def test_what_turned_while_the_node_was_away_is_told_when_it_is_back(tmp_path: Path) -> None:
    first = Stage(tmp_path)
    async with healthy(first):
        await written_down(first)
    later = first.next_life()
    later.prober.tell("192.0.2.1", DOWN)
    later.prober.tell("192.0.2.2", UP)
    async with later.running():
        assert await told(later, 2) == ["addr_alert", "addr_pool_unavailable"]


async def test_a_restart_in_which_nothing_turned_tells_nothing(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as first:
        await written_down(first)
        before = await first.store.latest(STANDING)
    later = first.next_life()
    for endpoint in ("192.0.2.1", "192.0.2.2"):
        later.prober.tell(endpoint, UP)
    async with later.running():
        await later.first_round()
        later.prober.tell("192.0.2.1", DOWN)
        assert await told(later, 2) == ["addr_alert", "addr_pool_unavailable"]
    assert {entry.number for entry in before} < {entry.number for entry in await later.store.logged(STANDING)}


async def test_of_an_address_that_was_added_the_log_says_what_its_first_check_found(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.address("new", "192.0.2.9", monitors=["web"]))
        stage.prober.tell("192.0.2.9", UP)
        assert await standings(stage, "new", 2) == ["not checked yet", "connected"]


async def standings(stage: Stage, name: str, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        while len(found := await stage.store.logged(STANDING, key=name)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return [entry.body["because"] for entry in reversed(found)]
