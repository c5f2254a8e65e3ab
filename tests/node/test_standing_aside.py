"""A node stands aside: another has the store for a while, answers go on, and then the store is its own again."""

import asyncio
from pathlib import Path

import pytest
from looping import DOWN, Stage, healthy, two_names

import given
from trunkline.errors import StoreUnreadable
from trunkline.store.translate import edit_of

pytestmark = pytest.mark.anyio


async def test_meanwhile_it_answers_and_has_no_store_and_afterwards_it_follows_what_was_written(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        async with stage.node.standing_aside():
            assert stage.node.ready
            assert stage.ask("one.example.com") == {"192.0.2.1"}
            with pytest.raises(StoreUnreadable, match="another process takes over the store"):
                _ = stage.node.store
            opened = stage.store.opened
            edit = edit_of(given.override("left", "down"))
            revision = await stage.store.write([edit], by="another", why="", at=0.0)
            assert stage.store.opened == opened
        assert await stage.node.reached(revision)
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_the_snapshot_on_disk_is_that_of_now_and_another_node_can_go_on_from_it(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        async with stage.node.standing_aside():
            heir = Stage(tmp_path, stage.store, succeeds=True)
            async with heir.running():
                await heir.until(lambda: heir.node.because.startswith("answering by revision"))
                assert heir.ask("one.example.com") == {"192.0.2.2"}
                assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_who_succeeds_another_ends_where_others_would_answer_from_disk(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        async with stage.node.standing_aside():
            stage.store.broken = "the disk is gone"
            heir = Stage(tmp_path, stage.store, succeeds=True)
            with pytest.raises(StoreUnreadable, match="the disk is gone"):
                await asyncio.wait_for(heir.node.run(), 5)
            stage.store.broken = None
        await stage.put(given.override("left", "down"))
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})


async def test_one_that_waits_for_its_first_round_can_stand_aside_too(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.put(*two_names())
    async with stage.running():
        await stage.until(lambda: "waiting for the first round" in stage.node.because)
        async with stage.node.standing_aside():
            assert not stage.node.ready
        await stage.until(lambda: "waiting for the first round" in stage.node.because)
