"""A store or a disk that fails: the node keeps what it has, says so, and comes back by itself."""

import asyncio
import errno
import threading
from pathlib import Path

import pytest
from looping import DOWN, PATIENCE, UP, Stage, healthy, two_names

import given
from trunkline import node, saved
from trunkline.control.status import node_status
from trunkline.control.tokens import authenticate, create_token
from trunkline.engine import Engine
from trunkline.errors import NotReady, StoreUnreadable, Unauthorized
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.format import encode, whole
from trunkline.snapshot.snapshot import Change, Snapshot
from trunkline.store.translate import edit_of

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "STORE_RETRY", 0.05)
    monkeypatch.setattr(saved, "GAP", 0.01)
    monkeypatch.setattr(saved, "RETRY", 0.01)


async def test_a_store_that_fails_at_run_time_freezes_what_is_answered_until_it_is_back(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.store.broken = "the disk is gone"
        plain = given.domain("one.example.com", ["Left"], enabled=False)
        await stage.store.write([edit_of(plain)], by="a test", why="", at=0.0)
        await stage.until(lambda: stage.node.stale)
        assert stage.node.ready
        assert stage.node.because == "stale: the disk is gone; answering from the last snapshot"
        assert stage.ask("one.example.com") == {"192.0.2.1"}
        with pytest.raises(StoreUnreadable, match="the disk is gone"):
            _ = stage.node.store
        stage.store.broken = None
        await stage.until(lambda: not stage.node.stale)
        assert stage.ask("one.example.com") == {"203.0.113.9"}


async def test_whoever_had_a_token_can_see_how_a_node_is_whose_store_failed(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        secret = await create_token(stage.node, "alice", expires=None, by="a test")
        stage.store.broken = "the disk is gone"
        await stage.store.write([edit_of(given.monitor("other"))], by="a test", why="", at=0.0)
        await stage.until(lambda: stage.node.stale)
        assert (await authenticate(stage.node, secret)).name == "alice"
        assert node_status(stage.node).because.startswith("stale: the disk is gone")
        with pytest.raises(Unauthorized):
            await authenticate(stage.node, "another")


async def test_an_address_that_was_down_when_the_store_failed_is_down_when_it_is_back(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        before = len(stage.engine.published)
        stage.store.broken = "the disk is gone"
        await stage.store.write([edit_of(given.monitor("other"))], by="a test", why="", at=0.0)
        await stage.until(lambda: stage.node.stale)
        stage.store.broken = None
        await stage.until(lambda: not stage.node.stale)
        assert len(stage.engine.published) == before + 1
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_with_an_unreadable_store_the_saved_snapshot_answers_and_no_reasons_are_made_up(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.exists)
    again = stage.next_life()
    again.store.broken = "the disk is gone"
    async with again.running():
        await again.until(lambda: again.store.opened >= 3)
        assert again.node.because == "stale: the disk is gone; answering from the last snapshot"
        assert again.ask("one.example.com") == {"192.0.2.1"}
        with pytest.raises(NotReady, match="the disk is gone"):
            _ = again.node.compiled_config
        again.store.broken = None
        for endpoint in ("192.0.2.1", "192.0.2.2"):
            again.prober.tell(endpoint, UP)
        await again.first_round()


async def test_a_store_that_opens_and_cannot_be_read_is_tried_again_with_pauses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "snapshot.bin").write_bytes(encode(whole(Snapshot(given.carriers().askers))))
    stage = Stage(tmp_path)
    stage.store.broken = "the disk is gone"
    async with stage.running():
        await stage.until(lambda: stage.store.opened >= 3)
    assert capsys.readouterr().out.count("the disk is gone") == 1


async def test_a_disk_that_is_full_does_not_end_a_node_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    real = saved.save
    monkeypatch.setattr(saved, "save", refuse)
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", ["Right"], policy="sequence"))
        assert stage.ask("one.example.com") == {"192.0.2.2"}
        monkeypatch.setattr(saved, "save", real)
        await stage.until(stage.saved.exists)


async def test_every_publish_ends_up_in_the_saved_snapshot(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(given.domain("one.example.com", ["Right"], policy="sequence"))
        wanted = encode(whole(stage.node.publisher.compiled.snapshot))
        await stage.until(lambda: stage.saved.exists() and stage.saved.read_bytes() == wanted)


async def test_what_was_published_last_is_saved_when_the_node_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "GAP", 3600.0)
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.exists)
        await stage.put(given.domain("one.example.com", ["Right"], policy="sequence"))
        wanted = encode(whole(stage.node.publisher.compiled.snapshot))
        assert stage.saved.read_bytes() != wanted
    assert stage.saved.read_bytes() == wanted


async def test_what_was_written_and_is_not_answered_by_yet_when_the_node_ends_is_saved_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(change: Change, *, whole: bool = False) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        Engine.publish(stage.engine, change, whole=whole)

    async with healthy(stage := Stage(tmp_path)):
        monkeypatch.setattr(stage.engine, "publish", slowly)
        one, two = (given.domain(f"{name}.example.com", ["Left"], policy="sequence", ttl=61) for name in ("one", "two"))
        await stage.store.write([edit_of(one)], by="a test", why="", at=0.0)
        await stage.until(begun.is_set)
        revision = await stage.store.write([edit_of(two)], by="a test", why="", at=0.0)
        assert await stage.node.reached(revision, published=False, within=PATIENCE)
        asyncio.get_running_loop().call_soon(go_on.set)
    known = saved.load_known(stage.saved)
    assert known
    assert known.revision == revision
    assert stage.saved.read_bytes() == encode(whole(stage.node.publisher.compiled.snapshot))
    assert stage.ask("two.example.com") == {"192.0.2.1"}


async def test_a_save_under_way_when_the_node_ends_does_not_mix_with_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, both, saves = threading.Event(), threading.Event(), []

    def slowly(path: Path, snapshot: Snapshot, known: saved.Known) -> None:
        saves.append("begun")
        (both if begun.is_set() else begun).set()
        both.wait(0.2)
        saves.append("ended")

    monkeypatch.setattr(saved, "save", slowly)
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(begun.is_set)
        await stage.put(given.domain("one.example.com", ["Right"], policy="sequence"))
    assert saves == ["begun", "ended"] * 2


def test_a_save_that_breaks_off_leaves_the_old_snapshot_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, table = tmp_path / "snapshot.bin", given.carriers()
    saved.save(path, Snapshot(table.askers), saved.Known(0, {}))
    old, config = path.read_bytes(), given.config(two_names())

    def die(*_: object) -> None:
        raise OSError(errno.EIO, "the machine dies here")

    monkeypatch.setattr(saved.os, "fsync", die)
    with pytest.raises(OSError, match="the machine dies here"):
        saved.save(path, Compiler(table).compile(config, given.availability(config)).snapshot, saved.Known(1, {}))
    assert path.read_bytes() == old


DAMAGES = ["", "null", "[]", "[" * 100_000, '{"revision": 1e999}', '{"revision": 1}', "\udcff"]


@pytest.mark.parametrize("damage", DAMAGES, ids=[one[:20] for one in DAMAGES])
def test_a_damaged_file_of_how_the_checks_stood_keeps_no_node_from_its_start(
    tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "health.json").write_bytes(damage.encode(errors="surrogateescape"))
    assert saved.load_known(tmp_path / "snapshot.bin") is None
    assert f"how the checks stood, in {tmp_path / 'health.json'}, is of no use" in capsys.readouterr().out


def test_what_a_full_disk_has_no_room_for_takes_no_room_from_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        saved.save(tmp_path / "snapshot.bin", Snapshot(given.carriers().askers), saved.Known(1, {}))
    assert list(tmp_path.iterdir()) == []
