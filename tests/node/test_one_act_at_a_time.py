"""Acts on the line table of a running node: one at a time, files called anything, and nothing left of what fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from looping import Stage, healthy

from trunkline.control.line_acts import begin, go_back, take_file
from trunkline.errors import Conflict, LayerRefused, LineTableUnreadable, StoreUnreadable
from trunkline.line_tables.act import Act
from trunkline.line_tables.acts import Under
from trunkline.line_tables.folder import InUse
from trunkline.lines.table import table

pytestmark = pytest.mark.anyio

SWAPPED = table({"10.1.0.0/16": ["telecom"]}, version="swapped")


async def body(text: bytes) -> AsyncIterator[bytes]:
    yield text


async def bring(stage: Stage, file: str = "list.txt", name: str = "mine") -> Under:
    act = Act("import", name, file=file, line="unicom", anyway=True)
    return await take_file(stage.node, act, body(b"8.8.8.0/24\n"))


async def ended(stage: Stage, under: Under) -> Under:
    await stage.until(lambda: stage.line_tables.acts.find(under.id).state != "running")
    return stage.line_tables.acts.find(under.id)


@pytest.mark.parametrize("file", ["act.json", "words", "came.json", "..", "", "列" * 200])
async def test_a_file_may_be_called_anything(tmp_path: Path, file: str) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        found = await ended(stage, await bring(stage, file))
        assert (found.state, found.error) == ("done", "")
        assert stage.node.table.find("8.8.8.8").lines[0] == "unicom"


async def test_whoever_reads_that_an_act_has_ended_may_begin_the_next_and_nobody_before(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        first = await bring(stage)
        with pytest.raises(Conflict):
            begin(stage.node, Act("compose"))
        with pytest.raises(Conflict):
            await go_back(stage.node, by="a test", why="")
        assert (await ended(stage, first)).state == "done"
        assert [*(tmp_path / "lines" / "incoming").iterdir()] == []
        assert (await ended(stage, begin(stage.node, Act("compose", anyway=True)))).state == "done"


async def test_going_back_twice_at_once_goes_back_once(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await ended(stage, await bring(stage))
        both = (go_back(stage.node, by="a test", why="") for _ in range(2))
        came = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in came if isinstance(one, BaseException)] == [Conflict]
        assert stage.line_tables.previous == 1
        assert (tmp_path / "lines" / "1" / "table").exists()


async def test_one_does_not_go_back_to_a_damaged_table_but_may_leave_one(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        for _ in range(2):
            await ended(stage, await bring(stage))
        damage(tmp_path / "lines" / "1" / "mine.layer")
        with pytest.raises(LineTableUnreadable, match=r"before is damaged, .*/1/mine\.layer: .*checksum"):
            await go_back(stage.node, by="a test", why="")
        assert (stage.line_tables.present.number, stage.line_tables.previous) == (2, 1)
        await ended(stage, await bring(stage))
        damage(tmp_path / "lines" / "3" / "table")
        assert "`trunkline lines rollback` leaves a damaged table" in (await ended(stage, await bring(stage))).error
        assert (await go_back(stage.node, by="a test", why="")).number == 2
        assert (await ended(stage, await bring(stage))).state == "done"


def damage(path: Path) -> None:
    """One byte in the middle; the file is replaced, as others may share it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


async def test_a_table_that_cannot_be_noted_is_not_answered_by_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(numbers: InUse) -> None:
        raise OSError(28, "No space left on device")

    async with healthy(Stage(tmp_path)) as stage:
        await ended(stage, await bring(stage))
        monkeypatch.setattr(stage.line_tables._folder, "use", full)
        found = await ended(stage, await bring(stage))
        assert (found.state, found.came) == ("failed", None)
        assert "cannot note which is in use" in found.error
        with pytest.raises(LayerRefused, match="cannot note which is in use"):
            await go_back(stage.node, by="a test", why="")
        assert stage.node.table.find("8.8.8.8").lines[0] == "unicom"
        assert (stage.line_tables.present.number, stage.line_tables.previous) == (1, 0)
        assert not (tmp_path / "lines" / "2").exists()


async def test_while_the_store_is_away_no_table_is_taken_up_and_no_writer_kept_waiting(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await ended(stage, await bring(stage))
        async with stage.node.standing_aside():
            await stage.until(lambda: "another process" in stage.node.because)
            with pytest.raises(StoreUnreadable):
                await go_back(stage.node, by="a test", why="")
            assert not stage.node.writing.locked()
        assert stage.line_tables.present.number == 1


async def test_a_state_folder_that_takes_nothing_is_said_to_who_brings_a_file(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        (tmp_path / "lines").write_text("no folder")
        with pytest.raises(LayerRefused, match="the node cannot keep it"):
            await bring(stage)


async def test_a_table_that_is_brought_while_the_store_fails_is_answered_by_when_it_is_back(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        async with stage.node.standing_aside():
            await stage.until(lambda: "another process" in stage.node.because)
            under_way = asyncio.create_task(stage.node.use_table(SWAPPED))
            await asyncio.sleep(0)
            assert not under_way.done()
        await asyncio.wait_for(under_way, 5)
        assert stage.node.table is SWAPPED
