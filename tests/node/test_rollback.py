"""Going back to the documents of before, on a running node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from looping import Stage, healthy

import given
from trunkline.control.apply import put
from trunkline.control.history import history
from trunkline.control.outcome import DocumentChange, What
from trunkline.control.past import config_at, rollback
from trunkline.control.tokens import create_token
from trunkline.documents.incumbent import Incumbent
from trunkline.errors import Conflict, DocumentError, NotFound
from trunkline.store.client_token import ClientToken

pytestmark = pytest.mark.anyio

ACCOUNT: dict[str, Any] = {"by": given.ANN, "why": "it was better before"}


async def move(stage: Stage) -> int:
    """Serves `one` from the right; answers the revision from before that."""
    before = stage.node.config.revision
    moved = given.domain("one.example.com", ["Right"], policy="sequence")
    await put(stage.node, moved, by=given.ANN, why="moved")
    assert stage.ask("one.example.com") == {"192.0.2.2"}
    return before


async def test_what_was_answered_then_is_answered_again(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = await move(stage)
        done = await rollback(stage.node, before, **ACCOUNT)
        assert stage.ask("one.example.com") == {"192.0.2.1"}
        newest = (await history(stage.node, reader=given.ANN.role, limit=1))[0]
    changed = DocumentChange("access_domain", "one.example.com/A", What.CHANGED, ("pools",))
    assert (done.revision, done.documents, done.published) == (before + 2, (changed,), True)
    assert (newest.revision, newest.by, newest.why) == (before + 2, "ann", "it was better before")


async def test_what_was_made_since_is_deleted_and_what_was_deleted_is_there_again(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = stage.node.config.revision
        await stage.put(given.zone("example.net"), given.address("spare", "192.0.2.9"))
        await stage.delete(given.domain("two.example.com"))
        done = await rollback(stage.node, before, **ACCOUNT)
        assert stage.ask("two.example.com") == {"192.0.2.2"}
    assert [(one.key, one.what) for one in done.documents] == [
        ("two.example.com/A", What.CREATED),
        ("spare", What.DELETED),
        ("example.net", What.DELETED),
    ]


async def test_overrides_tokens_and_memories_stay_as_they_are(tmp_path: Path) -> None:
    one_stays = given.pool("Left", ["left"], policy="sequence", sequence_mode="non_preemptive")
    memory = Incumbent(name="pool Left", member="left")
    async with healthy(Stage(tmp_path)) as stage:
        await stage.put(one_stays)
        before = stage.node.config.revision
        await stage.until(lambda: memory in stage.node.config.documents.values())
        await stage.put(given.override("left", "up"), given.zone("example.net"))
        await create_token(stage.node, "ci", expires=None, by="ann")
        await rollback(stage.node, before, **ACCOUNT)
        config = stage.node.config
    assert ("example.net" in config.zones, "ci" in config.tokens, "left" in config.overrides) == (False, True, True)
    assert config.incumbents == {"pool Left": memory}


async def test_a_rollback_to_what_is_makes_no_revision(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        now = stage.node.config.revision
        done = await rollback(stage.node, now, **ACCOUNT)
    assert (done.revision, done.documents) == (now, ())


async def test_what_does_not_hold_together_with_what_stays_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = stage.node.config.revision
        await stage.put(given.address("spare", "192.0.2.9"), given.override("spare", "down"))
        with pytest.raises(DocumentError, match=r"override spare.*trunkline override spare clear"):
            await rollback(stage.node, before, **ACCOUNT)
        assert stage.node.config.revision == await stage.store.revision() == before + 1


async def test_a_store_that_moved_since_is_a_conflict(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = await move(stage)
        with pytest.raises(Conflict, match=f"at revision {before + 1}, not {before}"):
            await rollback(stage.node, before, expected=before, **ACCOUNT)
        assert (await rollback(stage.node, before, expected=before + 1, **ACCOUNT)).revision == before + 2


async def test_a_repeated_rollback_is_made_once_and_answered_the_same(tmp_path: Path) -> None:
    token = ClientToken.of("one", b"rollback")
    async with healthy(Stage(tmp_path)) as stage:
        before = await move(stage)
        first = await rollback(stage.node, before, expected=before + 1, token=token, **ACCOUNT)
        await move(stage)
        again = await rollback(stage.node, before, expected=before + 1, token=token, **ACCOUNT)
        assert (again.revision, again.documents) == (first.revision, first.documents)
        assert stage.ask("one.example.com") == {"192.0.2.2"}


async def test_a_revision_that_is_forgotten_or_yet_to_come_is_not_found(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        await move(stage)
        await stage.put(given.zone("example.net"))
        with pytest.raises(NotFound, match="no revision 9 yet"):
            await rollback(stage.node, 9, **ACCOUNT)
        await stage.store.forget_history(1e12)
        with pytest.raises(NotFound, match="revision 1 is forgotten: the history begins with revision"):
            await rollback(stage.node, 1, **ACCOUNT)


async def test_documents_that_did_not_change_since_are_the_very_same(tmp_path: Path) -> None:
    async with healthy(Stage(tmp_path)) as stage:
        before = await move(stage)
        past, now = await config_at(stage.node, before), stage.node.config
    others = [key for key in now.documents if past.documents[key] is not now.documents[key]]
    assert others == [("access_domain", "one.example.com/A")]
