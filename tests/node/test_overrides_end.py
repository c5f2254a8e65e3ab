"""An override ends by itself at its time, and the node says so in the history."""

import time
from pathlib import Path

import pytest
from looping import Stage, healthy

import given

pytestmark = pytest.mark.anyio


async def test_an_override_that_expires_is_deleted_and_the_address_answers_again(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.override("left", "down", expires=time.time() + 0.3))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.1"})
        (last, *_) = await stage.store.history(limit=1)
        assert (last.by, last.why) == ("trunkline", "the override expired")


async def test_an_override_that_expired_while_the_node_was_away_is_deleted_at_its_start(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.override("left", "down", expires=1.0))
        await stage.until(lambda: not stage.node.config.overrides)


async def test_an_override_without_an_end_stays(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.override("left", "down"))
        await stage.put(given.override("right", "up", expires=1.0))
        await stage.until(lambda: "right" not in stage.node.config.overrides)
        assert "left" in stage.node.config.overrides


async def test_an_address_that_drains_leaves_the_answers(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.override("left", "drain", since=time.time()))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        assert stage.node.publisher.availability.addresses["left"].because.startswith("draining")
