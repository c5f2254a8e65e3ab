"""A fault of ours in what only writes down, or tells people, does not end what answers; nor do documents that cannot be
published."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from looping import DOWN, PATIENCE, UP, FragileStore, SpiedEngine, Stage, healthy, two_names

import given
from trunkline import journal, node, upkeep
from trunkline.control.apply import apply
from trunkline.documents.zone import Zone
from trunkline.errors import NotReady, SnapshotUnreadable
from trunkline.snapshot.snapshot import Change
from trunkline.store.contract import ALERT

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "FAULT_RETRY", 0.01)


async def alerted(stage: Stage, event: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while event not in [entry.body["event"] for entry in await stage.store.logged(ALERT)]:  # noqa: ASYNC110 - untold
            await asyncio.sleep(0.005)


def failing_once(work: Any) -> Any:
    faults = [KeyError("a fault of ours")]

    def fail(*given: Any, **named: Any) -> Any:
        if faults:
            raise faults.pop()
        return work(*given, **named)

    return fail


async def test_an_alert_that_cannot_be_worded_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        monkeypatch.setattr(journal, "message_of", failing_once(journal.message_of))
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        stage.prober.tell("192.0.2.2", DOWN)
        await alerted(stage, "addr_alert")
        stage.prober.tell("192.0.2.2", UP)
        await alerted(stage, "addr_resume")


async def test_a_fault_in_what_is_remembered_moves_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "remember", failing_once(upkeep.remember))
    async with healthy(Stage(tmp_path)) as stage:
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        assert not stage.node.stale


class PickyEngine(SpiedEngine):
    """Takes no zone with a text in it."""

    def publish(self, change: Change, *, whole: bool = False) -> None:
        if any(
            records.type == TXT for zone in change.zones.values() for sets in zone.names.values() for records in sets
        ):
            raise SnapshotUnreadable("a text")
        super().publish(change, whole=whole)


TXT = 16


def with_text(*texts: str) -> Zone:
    return given.zone("example.net", *(given.records(text, "TXT", text) for text in texts))


def picky(folder: Path, store: FragileStore | None = None, **words: bool) -> Stage:
    stage = Stage(folder, store, **words)
    stage.node.engine = stage.node.publisher.engine = stage.engine = PickyEngine()
    return stage


@pytest.fixture
def no_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "FAULT_RETRY", PATIENCE)


async def put(stage: Stage, *documents: Any) -> bool:
    """Whether they are answered by."""
    return (await apply(stage.node, documents, by=given.ANN, why="")).published


@pytest.mark.usefixtures("no_second_try")
async def test_documents_that_cannot_be_published_end_nothing_and_can_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline.control.commit.PUBLISH_WITHIN", 0.05)
    async with healthy(picky(tmp_path)) as stage:
        assert not await put(stage, with_text("a"))
        await stage.until(lambda: "revision 2 cannot be, for a fault of ours" in stage.node.because)
        stage.prober.tell("192.0.2.1", DOWN)
        await stage.until(lambda: stage.ask("one.example.com") == {"192.0.2.2"})
        monkeypatch.undo()
        assert await put(stage, with_text())
        assert stage.node.because == "answering by revision 3"
        assert stage.engine.published[-1][1], "nobody knows what the engine had, so it is told all"


@pytest.mark.usefixtures("no_second_try")
async def test_a_node_that_begins_with_such_documents_answers_from_disk_until_they_are_mended(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await stage.until(stage.saved.with_name("health.json").exists)
    after = picky(tmp_path, stage.store)
    await after.put(with_text("a"))
    async with after.running():
        await after.until(lambda: "revision 2 cannot be answered by" in after.node.because)
        assert after.ask("one.example.com") == {"192.0.2.1"}
        assert await put(after, with_text())
        assert after.node.because.startswith("answering by revision 3")


@pytest.mark.usefixtures("no_second_try")
async def test_one_that_has_nothing_on_disk_says_why_it_does_not_answer(tmp_path: Path) -> None:
    stage = picky(tmp_path)
    await stage.put(with_text("a"))
    async with stage.running():
        await stage.until(lambda: "revision 1 cannot be answered by, for a fault of ours: a text" in stage.node.because)
        with pytest.raises(NotReady, match="a text"):
            _ = stage.node.answered
        await stage.put(with_text())
        await stage.first_round()


async def test_what_could_not_be_published_once_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        publish = stage.node.publisher.publish_documents
        monkeypatch.setattr(stage.node.publisher, "publish_documents", failing_once(publish))
        assert await put(stage, with_text("a"))


async def test_a_successor_that_cannot_publish_leaves_the_answers_to_the_process_before(tmp_path: Path) -> None:
    stage = picky(tmp_path, succeeds=True)
    await stage.put(*two_names()[1:2], with_text("a"))
    with pytest.raises(ExceptionGroup) as failure:
        await stage.node.run()
    assert failure.group_contains(SnapshotUnreadable, match="a text")
