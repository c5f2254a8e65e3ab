"""Changing documents: checked as a whole, written all or nothing, answered by before it returns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence

from trunkline.control.changed_fields import changed_fields
from trunkline.control.outcome import Applied, DocumentChange, What
from trunkline.documents.check import check
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.override import Override
from trunkline.errors import Conflict, DocumentError, NotFound, Problem, StillReferenced
from trunkline.lines.catalogue import published_codes
from trunkline.node import Node
from trunkline.store.contract import Edit
from trunkline.store.translate import edit_of

PUBLISH_WITHIN = 10.0
"""Seconds that a write waits for the engine to answer by it; it is safe in the store long before."""


async def apply(
    node: Node,
    documents: Sequence[Document],
    *,
    by: str,
    why: str,
    prune: bool = False,
    expected: int | None = None,
) -> Applied:
    """Puts all of these documents at once; with `prune` deletes what is not among them, but no override.

    `expected` is the revision of the whole store. Raises DocumentError with every fault, and for a prune that would
    leave nothing, which is a file that went empty rather than a wish; or Conflict.
    """
    async with node.writing:
        candidate = await candidate_of(node, documents, prune=prune)
        if expected is not None and expected != node.config.revision:
            raise Conflict(f"the store is at revision {node.config.revision}, not {expected}; read it again and retry")
        edits = await asyncio.to_thread(_edits, documents, node.config, candidate)
        return await _write(node, candidate, edits, by, why)


async def put(node: Node, document: Document, *, by: str, why: str, expected: int | None = None) -> Applied:
    """Puts one document; `expected` is its own revision, 0 if it must be new."""
    async with node.writing:
        candidate = await candidate_of(node, [document])
        return await _write(node, candidate, [edit_of(document, expected)], by, why)


async def delete(node: Node, kind: str, key: str, *, by: str, why: str, expected: int | None = None) -> Applied:
    """Deletes one document; raises NotFound, or StillReferenced naming those that refer to it."""
    async with node.writing:
        config = node.config
        if (kind, key) not in config.documents:
            raise NotFound(f"there is no {kind} {key}")
        candidate = config.changed([], [(kind, key)], config.revision)
        old, new = await _faults(config, None), await _faults(candidate, None)
        if needing := dict.fromkeys(problem.place for problem in new if problem not in old):
            raise StillReferenced(f"{kind} {key} is still needed by {', '.join(needing)}; change or delete those first")
        return await _write(node, candidate, [Edit(kind, key, None, expected)], by, why)


async def candidate_of(node: Node, documents: Iterable[Document], *, prune: bool = False) -> Config:
    """The config that an apply would lead to; raises DocumentError if it does not hold together."""
    put = list(documents)
    gone: list[Key] = []
    if prune:
        kept = {(document.kind, document.key) for document in put}
        gone = [key for key in node.config.documents if key not in kept and _prunable(key)]
    if gone and not put:
        raise DocumentError([_would_delete_all(len(gone))])
    candidate = node.config.changed(put, gone, node.config.revision)
    changed = None if gone else [(document.kind, document.key) for document in put]
    if problems := await _faults(candidate, changed):
        raise DocumentError(problems)
    return candidate


def document_changes(before: Config, after: Config) -> tuple[DocumentChange, ...]:
    """What happens to each document between two configs, unchanged ones left out, in order of kind and key."""
    keys = sorted(before.documents.keys() | after.documents.keys())
    changes = (
        _change(key, before.documents.get(key), after.documents.get(key)) for key in keys if key[0] in SECTION_OF
    )
    return tuple(change for change in changes if change.what is not What.UNCHANGED)


async def _write(node: Node, candidate: Config, edits: Sequence[Edit], by: str, why: str) -> Applied:
    """Every writer holds the lock until the node follows, so the candidate was made from what the store holds.

    Should it not be so all the same (who is cancelled does not wait), Conflict instead of documents that do not fit.
    """
    before = node.config
    revision = await node.store.write(edits, by=by, why=why, at=time.time(), expected=candidate.revision)
    await node.reached(revision, published=False)
    published = node.ready and await node.reached(revision, within=PUBLISH_WITHIN)
    return Applied(revision, await asyncio.to_thread(document_changes, before, candidate), published)


def _edits(documents: Iterable[Document], before: Config, candidate: Config) -> list[Edit]:
    put = [edit_of(document) for document in documents]
    return put + [Edit(kind, key, None) for kind, key in before.documents.keys() - candidate.documents.keys()]


async def _faults(candidate: Config, changed: Iterable[Key] | None) -> list[Problem]:
    return await asyncio.to_thread(check, candidate, published_codes(), changed)


def _would_delete_all(number: int) -> Problem:
    message = f"there are none to apply, so with prune all {number} documents of the node would be deleted"
    return Problem("documents", "", message, "leave prune out, or name what stays; `trunkline delete` deletes one")


def _prunable(key: Key) -> bool:
    """Overrides are acts, not declarations: they stay until someone clears them. Tokens stand in no file."""
    return key[0] in SECTION_OF and key[0] != Override.kind


def _change(key: Key, before: Document | None, after: Document | None) -> DocumentChange:
    kind, name = key
    if before == after:
        return DocumentChange(kind, name, What.UNCHANGED)
    if before is None or after is None:
        return DocumentChange(kind, name, What.CREATED if before is None else What.DELETED)
    return DocumentChange(kind, name, What.CHANGED, changed_fields(before, after))
