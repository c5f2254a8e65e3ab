"""How a node begins: nothing is answered before it is known who is up, unless the last snapshot is at hand."""

import asyncio
from pathlib import Path

import pytest
from looping import DOWN, MOBILE, UP, Stage, healthy, two_names

import given
from trunkline.control.line_acts import go_back
from trunkline.errors import CannotProbe, NotReady, StoreUnreadable
from trunkline.line_tables.folder import Folder, InUse
from trunkline.line_tables.generation import Made, write_generation
from trunkline.lines.table import table

pytestmark = pytest.mark.anyio


async def test_nothing_is_answered_before_every_address_had_its_first_round(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.put(*two_names())
    async with stage.running():
        stage.prober.tell("192.0.2.1", UP)
        await stage.until(lambda: "first round of 1 health tasks, such as web on right port 80" in stage.node.because)
        assert not stage.node.ready
        assert not stage.engine.started
        assert stage.engine.published == []
        with pytest.raises(NotReady, match="waiting for the first round"):
            _ = stage.node.compiled_config
        stage.prober.tell("192.0.2.2", DOWN)
        await stage.first_round()
        assert stage.engine.started
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_an_address_that_is_down_in_the_first_round_is_never_answered(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.put(*two_names())
    stage.prober.tell("192.0.2.1", DOWN)
    stage.prober.tell("192.0.2.2", UP)
    async with stage.running():
        await stage.first_round()
        assert len(stage.engine.published) == 1
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_what_cannot_be_checked_from_here_does_not_hold_up_the_start_and_is_not_down(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.put(*two_names())
    for endpoint in ("192.0.2.1", "192.0.2.2"):
        stage.prober.tell(endpoint, CannotProbe("no raw sockets here"))
    async with stage.running():
        await stage.first_round()
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_an_address_that_joins_later_serves_before_anyone_checked_it(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        new = given.address("new", "192.0.2.3", monitors=["web"])
        await stage.put(new, given.pool("Right", ["new", "right"], policy="sequence"))
        assert stage.ask("two.example.com") == {"192.0.2.3"}
        stage.prober.tell("192.0.2.3", DOWN)
        await stage.until(lambda: stage.ask("two.example.com") == {"192.0.2.2"})


async def test_an_address_that_is_awaited_and_then_deleted_holds_nothing_up(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.put(*two_names())
    stage.prober.tell("192.0.2.1", UP)
    async with stage.running():
        await stage.until(lambda: "such as web on right" in stage.node.because)
        await stage.put(given.address("right", "192.0.2.2"))
        await stage.first_round()
        assert stage.ask("two.example.com") == {"192.0.2.2"}


async def test_the_last_snapshot_answers_until_the_first_round_is_over(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.exists)
    again = stage.next_life()
    async with again.running():
        await again.until(lambda: again.node.ready)
        assert again.node.stale
        assert again.node.because.startswith("answering ")
        assert again.ask("one.example.com") == {"192.0.2.1"}
        again.prober.tell("192.0.2.1", DOWN)
        again.prober.tell("192.0.2.2", UP)
        await again.first_round()
        assert again.ask("one.example.com") == {"192.0.2.2"}
        assert again.node.because.startswith("answering by revision ")


async def test_a_damaged_snapshot_is_of_no_use_and_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "snapshot.bin").write_bytes(b"TKLN, but not a snapshot")
    async with healthy(Stage(tmp_path)) as stage:
        assert stage.ask("one.example.com") == {"192.0.2.1"}


async def test_after_an_upgrade_that_cannot_read_the_snapshot_the_documents_answer_by_the_health_of_before(
    tmp_path: Path,
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.with_name("health.json").exists)
    older = bytearray(stage.saved.read_bytes())
    older[4] = 1
    stage.saved.write_bytes(older)
    again = stage.next_life()
    async with again.running():
        await again.until(lambda: again.node.ready)
        assert again.ask("one.example.com") == {"192.0.2.1"}
        assert "the health of before" in again.node.because


async def test_without_a_store_and_without_a_snapshot_there_is_nothing_to_do_but_to_say_so(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.store.broken = "the disk is gone"
    with pytest.raises(StoreUnreadable, match="the disk is gone"):
        await asyncio.wait_for(stage.node.run(), 5)


async def test_a_document_that_this_version_cannot_read_ends_the_start_with_that_sentence(tmp_path: Path) -> None:
    from trunkline.store.contract import Edit

    stage = Stage(tmp_path)
    edit = Edit("pool", "Odd", {"name": "Odd", "shape": "round"})
    await stage.store.write([edit], by="a newer version", why="", at=0.0)
    with pytest.raises(StoreUnreadable, match="a pool Odd that this version cannot read"):
        await asyncio.wait_for(stage.node.run(), 5)


async def test_what_was_written_after_the_last_snapshot_is_answered_by_at_once(tmp_path: Path) -> None:
    """An acknowledged write is not undone for as long as the checks take (here: for ever)."""
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.with_name("health.json").exists)
        old = stage.saved.read_bytes(), stage.saved.with_name("health.json").read_bytes()
        await stage.put(given.override("left", "down"))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
    stage.saved.write_bytes(old[0])
    stage.saved.with_name("health.json").write_bytes(old[1])
    again = stage.next_life()
    async with again.running():
        await again.until(lambda: again.node.ready)
        assert again.ask("one.example.com") == {"192.0.2.2"}
        assert again.node.stale
        assert "the health of before" in again.node.because


async def test_the_line_table_that_was_taken_up_after_the_last_snapshot_is_answered_by_from_the_first_query_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is an acknowledged change of the line table."""
    folder, first = Folder(tmp_path / "lines"), table({"10.1.0.0/16": ["telecom"]}, version="first")
    folder.note(InUse(1, 0))
    write_generation(folder.of(1), Made("import", "a test", "", 0.0, "", "first", ()), first, (), None)
    by_line = [{"pool": "Left", "lines": ["mobile"]}, {"pool": "Right", "lines": ["default"]}]
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", by_line, policy="source_nearest"))
        assert stage.ask("one.example.com", MOBILE) == {"192.0.2.2"}
    old = stage.saved.read_bytes(), stage.saved.with_name("health.json").read_bytes()
    stage = stage.next_life()
    async with stage.running():
        await stage.until(lambda: stage.node._published)
        await go_back(stage.node, by="a test", why="")
    stage.saved.write_bytes(old[0])
    stage.saved.with_name("health.json").write_bytes(old[1])
    again, answered = stage.next_life(), list[set[str]]()
    monkeypatch.setattr(again.engine, "start", lambda: answered.append(again.ask("one.example.com", MOBILE)))
    async with again.running():
        await again.until(lambda: answered)
    assert answered[0] == {"192.0.2.1"}


async def test_who_was_down_stays_down_after_a_restart_until_a_check_succeeds(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        health = stage.saved.with_name("health.json")
        await stage.until(lambda: health.exists() and "refused" in health.read_text())
    again = stage.next_life()
    async with again.running():
        await again.until(lambda: again.node.ready and again.node.publisher.compiled.choices)
        assert again.ask("one.example.com") == {"192.0.2.2"}
        again.prober.tell("192.0.2.1", UP)
        again.prober.tell("192.0.2.2", UP)
        await again.first_round()
        assert again.ask("one.example.com") == {"192.0.2.1"}


async def test_without_knowledge_of_health_the_last_snapshot_answers_while_the_first_round_is_awaited(
    tmp_path: Path,
) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.exists)
    stage.saved.with_name("health.json").write_text("not json")
    again = stage.next_life()
    async with again.running():
        await again.until(lambda: again.node.ready)
        assert again.ask("one.example.com") == {"192.0.2.1"}
        assert "answering from the snapshot" in again.node.because
