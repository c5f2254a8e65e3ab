"""What the doors tell of a running node: what the brake holds, who is on duty, how much there is."""

from pathlib import Path

import pytest
from looping import DOWN, UP, Stage, healthy, web

import given
from trunkline.control import status
from trunkline.control.brake import release_brake
from trunkline.control.references import Referrer, references
from trunkline.documents.place import Place
from trunkline.documents.settings import Settings
from trunkline.errors import NotFound
from trunkline.store.client_token import ClientToken

pytestmark = pytest.mark.anyio

BRAKE = Settings.model_validate({"brake": {"per_cent": 20}})


async def held(stage: Stage) -> None:
    await stage.put(BRAKE)
    stage.prober.tell("192.0.2.1", DOWN)
    await stage.until(lambda: stage.node.publisher.held)


async def test_what_the_brake_holds_is_told_of_the_node_and_of_the_address(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        assert (status.node_status(stage.node).held, status.brake_status(stage.node).held) == ("", False)
        await held(stage)
        found = status.brake_status(stage.node)
        assert (found.held, found.addresses, found.per_cent) == (True, ("left",), 20)
        assert status.node_status(stage.node).held == found.because
        assert [name for name in ("left", "right") if status.address(stage.node, name).held] == ["left"]


async def test_what_the_checks_of_a_held_address_find_now_is_told_beside_what_is_answered(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await held(stage)
        left, right = (status.address(stage.node, name) for name in ("left", "right"))
        assert left.because == "connected; held by the brake, its checks fail now (web: refused)"
        assert (left.available, right.because) == (True, "connected")
        await release_brake(stage.node, by="ops", why="it is down indeed")
        assert status.address(stage.node, "left").because == "web: refused"


async def test_a_held_recovery_says_that_its_checks_are_good_now(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: not status.address(stage.node, "left").available)
        await stage.put(BRAKE)
        stage.prober.tell("192.0.2.1", UP)
        await stage.until(lambda: stage.node.publisher.held)
        told = status.address(stage.node, "left").because
        assert told == "web: refused; held by the brake, its checks are good now (connected)"


async def test_a_release_that_is_asked_for_twice_is_made_once(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await held(stage)
        once = ClientToken.of("release", b"the same request")
        first = await release_brake(stage.node, by="ops", why="it is down indeed", token=once)
        assert await release_brake(stage.node, by="ops", why="it is down indeed", token=once) == first
        with pytest.raises(NotFound):
            await release_brake(stage.node, by="ops", why="again")


async def test_who_is_on_duty_is_told_of_both_lists(tmp_path: Path) -> None:
    stays = {"policy": "sequence", "sequence_mode": "non_preemptive"}
    stage = Stage(tmp_path)
    await stage.put(
        given.zone(),
        *given.addresses("a", "b"),
        given.pool("P", ["a", "b"], **stays),
        given.pool("Q", ["b"]),
        given.domain(pools=["P", "Q"], **stays),
    )
    async with stage.running():
        await stage.until(lambda: stage.node.ready and len(stage.node.compiled_config.incumbents) == 2)
        assert status.access_domain(stage.node, "gtm.example.com/A").on_duty == "P"
        assert [status.pool(stage.node, name).on_duty for name in ("P", "Q")] == ["a", None]


async def test_a_probe_task_is_a_health_task_at_a_place(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.prober.tell("192.0.2.1", UP)
    near = given.monitor("near", port=81, places=["here"])
    await stage.put(web(), near, Place(name="afar"), given.address("a", monitors=["web", "near"]))
    async with stage.running():
        await stage.until(lambda: stage.node.config.addresses)
        found = status.summary(stage.node)
    assert (found.health_tasks, found.probe_tasks, found.documents["addresses"]) == (2, 3, 1)


def test_referrers_are_told_nearest_first_with_those_between() -> None:
    world = given.config(
        given.zone(),
        given.monitor(),
        given.address("a", monitors=["web"]),
        given.override("a", "down"),
        given.pool("P", ["a"]),
        given.domain(pools=["P"]),
    )
    assert references(world, "monitor", "web").referrers == (
        Referrer("address", "a"),
        Referrer("override", "a", "address a"),
        Referrer("pool", "P", "address a"),
        Referrer("access_domain", "gtm.example.com/A", "pool P"),
    )
    assert [one.key for one in references(world, "zone", "example.com").referrers] == ["gtm.example.com/A"]


def test_a_line_a_place_and_a_contact_group_have_referrers_too() -> None:
    world = given.config(
        Place(name="near"),
        given.monitor(places=["near"]),
        given.pool("P", [{"address": "a", "lines": ["lab"]}]),
        Settings.model_validate({"alert_groups": ["ops"]}),
    )
    documents = {("line", "lab"): world.settings, ("contact_group", "ops"): world.settings, **world.documents}
    world = type(world)(1, documents, {})
    found = {kind: references(world, kind, key).referrers for kind, key in documents}
    assert found["line"] == (Referrer("pool", "P"),)
    assert found["place"] == (Referrer("monitor", "web"),)
    assert found["contact_group"] == (Referrer("settings", "global"),)
