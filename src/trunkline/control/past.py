"""The documents as they were, and the way back to them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from trunkline.control.apply import is_declared
from trunkline.control.commit import commit, faults_brought, refuse_if_moved, repeated
from trunkline.control.outcome import Applied
from trunkline.control.roles import Holder
from trunkline.documents.config import Config
from trunkline.errors import DocumentError, NotFound
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Edit, Revision
from trunkline.store.translate import config_of, edit_of


async def config_at(node: Node, revision: Revision) -> Config:
    """All documents at that revision; raises NotFound if the history does not reach back to it."""
    present = node.config
    return await asyncio.to_thread(config_of, await node.store.read_at(revision), present)


async def revision_at(node: Node, at: float) -> Revision:
    """The revision that held at a time, in seconds since the epoch; raises NotFound for one before the history."""
    written = await node.store.history(until=at, limit=1)
    if written:
        return written[0].revision
    first = await node.store.first_revision()
    oldest = await node.store.history(before=first + 1, limit=1)
    if not oldest:
        raise NotFound("nothing was written yet")
    why = "what was before is forgotten" if first > 1 else "before that nothing was written"
    raise NotFound(f"the history begins at {_told(oldest[0].at)}: {why}")


async def rollback(
    node: Node,
    revision: Revision,
    *,
    by: Holder,
    why: str,
    expected: Revision | None = None,
    token: ClientToken | None = None,
) -> Applied:
    """Puts every document back as it was at that revision, in one write, and deletes those that were not there yet.

    Overrides stay, and so do tokens and what nodes remember: these are acts and memories, not declarations. `expected`
    is the revision of the whole store. Raises NotFound, Conflict, or DocumentError if what was does not hold together
    with what stays.
    """
    async with node.writing:
        if first := await repeated(node, token):
            return first
        refuse_if_moved(node, expected)
        candidate = await rolled_back(node, revision)
        edits = await asyncio.to_thread(_edits, node.config, candidate)
        return await commit(node, candidate, edits, by=by, why=why, token=token)


async def rolled_back(node: Node, revision: Revision) -> Config:
    """The config that a rollback would lead to; raises as that does."""
    present = node.config
    candidate = await asyncio.to_thread(_as_it_was, present, await config_at(node, revision))
    if problems := await faults_brought(present, candidate, None, []):
        raise DocumentError(problems)
    return candidate


def _as_it_was(present: Config, past: Config) -> Config:
    was = {key: document for key, document in past.documents.items() if is_declared(key)}
    put = [document for key, document in was.items() if document != present.documents.get(key)]
    gone = [key for key in present.documents if is_declared(key) and key not in was]
    return present.changed(put, gone, present.revision)


def _edits(present: Config, candidate: Config) -> list[Edit]:
    put = [one for key, one in candidate.documents.items() if one is not present.documents.get(key)]
    gone = sorted(present.documents.keys() - candidate.documents.keys())
    return [*map(edit_of, put), *(Edit(kind, key, None) for kind, key in gone)]


def _told(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
