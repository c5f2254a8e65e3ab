"""The brake holds, and meanwhile people write documents, servers turn, and nodes restart."""

import time
from pathlib import Path

import pytest
from looping import DOWN, UP, SpiedEngine, Stage, healthy, two_names

import given
from trunkline.control.brake import release_brake
from trunkline.control.plan import plan
from trunkline.documents.settings import Settings
from trunkline.publisher import Publisher

pytestmark = pytest.mark.anyio


def brake(per_cent: int | None) -> Settings:
    return Settings.model_validate({"brake": {"per_cent": per_cent}})


async def hold(stage: Stage) -> None:
    """`left` is down and answered with all the same."""
    await stage.put(brake(20))
    stage.prober.tell("192.0.2.1", DOWN)
    await stage.until(lambda: stage.node.publisher.held)
    assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_an_address_that_is_held_may_be_deleted(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        config = stage.node.config
        moved = given.domain("one.example.com", ["Right"], policy="sequence")
        await stage.put(moved)
        await stage.delete(config.pools["Left"], config.addresses["left"])
        assert stage.node.publisher.held is None
        stage.prober.tell("192.0.2.2", DOWN)
        await stage.until(lambda: not stage.node.publisher.judged.addresses["right"].available)


@pytest.mark.parametrize("state", ["down", "drain"])
async def test_an_operator_takes_out_by_hand_what_the_brake_holds(tmp_path: Path, state: str) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        await stage.put(given.override("left", state))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        assert stage.node.publisher.held is None


async def test_what_is_held_moves_when_a_person_allows_the_brake_to_move_more(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        await stage.put(brake(50))
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        assert stage.node.publisher.held is None


async def test_a_write_of_documents_lets_nothing_past_the_brake_that_turned_meanwhile() -> None:
    engine = SpiedEngine()
    publisher, config = Publisher(engine, given.carriers()), given.config(two_names(), brake(20))
    await publisher.publish_documents(config, given.verdicts(config), whole_anew=True)
    left = config.addresses["left"].model_copy(update={"remark": "looked at"})
    later = config.changed([left], [], 2)
    failing = given.verdicts(config, ["left"])
    await publisher.publish_documents(later, failing, ["left"])
    await publisher.publish_health(failing, ["left"])
    assert publisher.held
    assert publisher.compiled.choices["one.example.com/A"][()].endpoints == ("192.0.2.1",)


async def test_what_is_held_is_held_after_a_restart(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        because = stage.node.publisher.held.because
    later = stage.next_life()
    later.prober.tell("192.0.2.1", DOWN)
    later.prober.tell("192.0.2.2", UP)
    async with later.running():
        await later.first_round()
        assert later.ask("one.example.com") == {"192.0.2.1"}
        assert later.node.publisher.held.because == because
        await release_brake(later.node, by="ops", why="it is down indeed")
        assert later.ask("one.example.com") == {"192.0.2.2"}


async def test_a_person_can_agree_though_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        now = time.time()
        monkeypatch.setattr("trunkline.control.brake.time.time", lambda: now - 3600)
        await release_brake(stage.node, by="ops", why="it is down indeed")
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_a_plan_says_that_what_is_held_does_not_move(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await hold(stage)
        left = stage.node.config.addresses["left"]
        assert (await plan(stage.node, [left.model_copy(update={"remark": "looked at"})])).answers == ()
