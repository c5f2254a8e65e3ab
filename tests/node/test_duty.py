"""Who is on duty in a sequence that does not preempt: written down, one for all nodes, there after a restart."""

from pathlib import Path

import pytest
from looping import DOWN, UP, Stage, web

import given
from trunkline.documents.document import Document

pytestmark = pytest.mark.anyio

P1, P2, P3 = (f"192.0.2.{number}" for number in (1, 2, 3))


def three_pools(**fields: object) -> list[Document]:
    names = ("a1", "a2", "a3")
    pools = [given.pool(f"P{number}", [name]) for number, name in enumerate(names, 1)]
    sequence = {"policy": "sequence", "sequence_mode": "non_preemptive", **fields}
    domain = given.domain("one.example.com", ["P1", "P2", "P3"], **sequence)
    return [web(), given.zone("example.com"), *given.addresses(*names, monitors=["web"]), *pools, domain]


async def answers(stage: Stage, endpoint: str) -> None:
    await stage.until(lambda: stage.ask("one.example.com") == {endpoint})


async def on_duty(stage: Stage, pool: str) -> None:
    await stage.until(lambda: [one.member for one in stage.node.config.incumbents.values()] == [pool])


async def all_up(stage: Stage) -> None:
    for endpoint in (P1, P2, P3):
        stage.prober.tell(endpoint, UP)


async def test_who_took_over_stays_when_those_before_it_recover(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await all_up(stage)
    await stage.put(*three_pools())
    async with stage.running():
        await answers(stage, P1)
        stage.prober.tell(P1, DOWN)
        stage.prober.tell(P2, DOWN)
        await answers(stage, P3)
        await on_duty(stage, "P3")
        await all_up(stage)
        await stage.until(lambda: all(one.available for one in stage.node.publisher.availability.pools.values()))
        assert stage.ask("one.example.com") == {P3}
        stage.prober.tell(P3, DOWN)
        await answers(stage, P1)


async def test_who_is_on_duty_is_so_after_a_restart(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await all_up(stage)
    await stage.put(*three_pools())
    async with stage.running():
        await answers(stage, P1)
        stage.prober.tell(P1, DOWN)
        await answers(stage, P2)
        await on_duty(stage, "P2")
    later = stage.next_life()
    await all_up(later)
    async with later.running():
        await later.first_round()
        await later.until(lambda: later.node.publisher.availability.pools["P1"].available)
        assert later.ask("one.example.com") == {P2}


async def test_a_change_of_mode_forgets_who_was_on_duty(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await all_up(stage)
    stage.prober.tell(P1, DOWN)
    await stage.put(*three_pools())
    async with stage.running():
        await answers(stage, P2)
        await on_duty(stage, "P2")
        await all_up(stage)
        await stage.put(*three_pools(sequence_mode="preemptive"))
        await answers(stage, P1)
        await stage.until(lambda: not stage.node.config.incumbents)


async def test_a_list_that_preempts_writes_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await all_up(stage)
    await stage.put(*three_pools(sequence_mode="preemptive"))
    async with stage.running():
        await answers(stage, P1)
        stage.prober.tell(P1, DOWN)
        await answers(stage, P2)
        assert await stage.store.revision() == 1


async def test_when_all_is_down_the_last_good_ones_go_on_answering(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await all_up(stage)
    await stage.put(*three_pools(sequence_mode="preemptive", all_down="last_good"))
    async with stage.running():
        await answers(stage, P1)
        stage.prober.tell(P1, DOWN)
        stage.prober.tell(P3, DOWN)
        await answers(stage, P2)
        await stage.until(lambda: [one.addresses for one in stage.node.config.last_good.values()] == [("a2",)])
        stage.prober.tell(P2, DOWN)
        await stage.until(lambda: not stage.node.publisher.availability.pools["P2"].available)
        assert stage.ask("one.example.com") == {P2}
