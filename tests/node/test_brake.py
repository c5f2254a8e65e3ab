"""The brake: more than it allows does not move before a person agrees, and what is held is told."""

from pathlib import Path

import pytest
from looping import DOWN, UP, Stage, healthy

from trunkline.control.brake import release_brake
from trunkline.documents.settings import Settings

pytestmark = pytest.mark.anyio


def brake(per_cent: int | None) -> Settings:
    return Settings.model_validate({"brake": {"per_cent": per_cent}})


async def held(stage: Stage) -> None:
    await stage.until(lambda: stage.node.publisher.held)


async def test_more_than_the_brake_allows_does_not_move(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(20))
        stage.prober.tell("192.0.2.1", DOWN)
        await held(stage)
        assert stage.ask("one.example.com") == {"192.0.2.1"}
        assert not stage.node.publisher.judged.addresses["left"].available
        assert "1 of 2 lines" in stage.node.publisher.held.because


async def test_what_is_held_moves_when_a_person_agrees(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(20))
        stage.prober.tell("192.0.2.1", DOWN)
        await held(stage)
        await release_brake(stage.node, by="ops", why="it is down indeed")
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        assert stage.node.publisher.held is None


async def test_what_recovers_by_itself_is_no_longer_held(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(20))
        stage.prober.tell("192.0.2.1", DOWN)
        await held(stage)
        stage.prober.tell("192.0.2.1", UP)
        await stage.until(lambda: stage.node.publisher.held is None)
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_a_write_of_documents_does_not_let_go_what_is_held(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(20))
        stage.prober.tell("192.0.2.1", DOWN)
        await held(stage)
        left = stage.node.config.addresses["left"]
        await stage.put(left.model_copy(update={"remark": "looked at"}))
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_without_the_brake_what_was_held_moves(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(20))
        stage.prober.tell("192.0.2.1", DOWN)
        await held(stage)
        await stage.put(brake(None))
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_as_much_as_the_brake_allows_moves_at_once(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(brake(50))
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        assert stage.node.publisher.held is None
