"""Changing documents: checked as a whole, written all or nothing, answered by before it returns.

A request with a client's token is made once: repeated, it is answered as it was the first time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from trunkline.alerts.channels import faults_of
from trunkline.control.commit import commit, faults_brought, listed, refuse_if_moved, repeated
from trunkline.control.outcome import Applied
from trunkline.control.references import references
from trunkline.control.roles import Holder
from trunkline.documents.config import Config, Key
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.override import Override
from trunkline.errors import DocumentError, NotFound, Problem, StillReferenced
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Edit
from trunkline.store.translate import edit_of


async def apply(
    node: Node,
    documents: Sequence[Document],
    *,
    by: Holder,
    why: str,
    prune: bool = False,
    expected: int | None = None,
    token: ClientToken | None = None,
) -> Applied:
    """Puts all of these documents at once; with `prune` deletes what is not among them, but no override.

    `expected` is the revision of the whole store. Raises DocumentError with every fault, and for a prune that would
    leave nothing, which is a file that went empty rather than a wish; or Conflict.
    """
    async with node.writing:
        if first := await repeated(node, token):
            return first
        candidate = await candidate_of(node, documents, prune=prune)
        refuse_if_moved(node, expected)
        edits = await asyncio.to_thread(_edits, documents, node.config, candidate)
        return await commit(node, candidate, edits, by=by, why=why, token=token)


async def put(
    node: Node,
    document: Document,
    *,
    by: Holder,
    why: str,
    expected: int | None = None,
    token: ClientToken | None = None,
) -> Applied:
    """Puts one document; `expected` is its own revision, 0 if it must be new."""
    async with node.writing:
        if first := await repeated(node, token):
            return first
        candidate = await candidate_of(node, [document])
        return await commit(node, candidate, [edit_of(document, expected)], by=by, why=why, token=token)


async def delete(
    node: Node,
    kind: str,
    key: str,
    *,
    by: Holder,
    why: str,
    expected: int | None = None,
    token: ClientToken | None = None,
) -> Applied:
    """Deletes one document; raises NotFound, or StillReferenced naming those that refer to it."""
    async with node.writing:
        if first := await repeated(node, token):
            return first
        config = node.config
        if (kind, key) not in config.documents:
            raise NotFound(f"there is no {kind} {key}")
        candidate = config.changed([], [(kind, key)], config.revision)
        brought = await faults_brought(config, candidate, [(kind, key)], [])
        if needing := dict.fromkeys(problem.place for problem in brought):
            raise StillReferenced(_still_needed(config, (kind, key), list(needing)))
        return await commit(node, candidate, [Edit(kind, key, None, expected)], by=by, why=why, token=token)


async def candidate_of(node: Node, documents: Iterable[Document], *, prune: bool = False) -> Config:
    """The config that an apply would lead to; raises DocumentError if it does not hold together."""
    put = list(documents)
    gone: list[Key] = []
    if prune:
        kept = {(document.kind, document.key) for document in put}
        gone = [key for key in node.config.documents if key not in kept and is_declared(key)]
    if gone and not put:
        raise DocumentError([_would_delete_all(len(gone))])
    candidate = node.config.changed(put, gone, node.config.revision)
    changed = None if gone else [(document.kind, document.key) for document in put]
    brought = await faults_brought(node.config, candidate, changed, put)
    if problems := [*brought, *await _channel_faults(put)]:
        raise DocumentError(problems)
    return candidate


def is_declared(key: Key) -> bool:
    """Overrides are acts, not declarations: they stay until someone clears them. Tokens, and what nodes remember for
    each other, stand in no file."""
    return key[0] in SECTION_OF and key[0] != Override.kind


def _edits(documents: Iterable[Document], before: Config, candidate: Config) -> list[Edit]:
    put = [edit_of(document) for document in documents]
    return put + [Edit(kind, key, None) for kind, key in before.documents.keys() - candidate.documents.keys()]


async def _channel_faults(documents: Iterable[Document]) -> list[Problem]:
    """What Apprise does not understand; only its own words can tell, so the ground floor cannot."""
    groups = [one for one in documents if isinstance(one, ContactGroup)]
    return await asyncio.to_thread(lambda: [fault for group in groups for fault in faults_of(group)]) if groups else []


def _still_needed(config: Config, key: Key, needing: Sequence[str]) -> str:
    """Who would break, and who feels it through those."""
    found = references(config, *key).referrers
    through = [f"{one.kind} {one.key}" for one in found if one.through]
    felt = f" (and through them by {listed(through)})" if through else ""
    return f"{' '.join(key)} is still needed by {listed(needing)}{felt}; change or delete those first"


def _would_delete_all(number: int) -> Problem:
    message = f"there are none to apply, so with prune all {number} documents of the node would be deleted"
    return Problem("documents", "", message, "leave prune out, or name what stays; `trunkline delete` deletes one")
