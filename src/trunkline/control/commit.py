"""The last step of every change of documents: written as it was checked, once, and answered by.

Whoever calls holds `node.writing` from the making of the candidate on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence

from trunkline.control.document_changes import document_changes, written_changes
from trunkline.control.outcome import Applied, DocumentChange
from trunkline.control.roles import Holder, refusal, writers
from trunkline.documents.check import check
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.documents.warn import warn
from trunkline.errors import Conflict, Problem
from trunkline.lines.catalogue import published_codes
from trunkline.lines.numbers import unknown_numbers
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Edit, Revision

PUBLISH_WITHIN = 10.0
"""Seconds that a write waits for the engine to answer by it; it is safe in the store long before."""

MOST_NAMED = 10
"""Documents that a refusal names; of the rest, how many."""


async def repeated(node: Node, token: ClientToken | None) -> Applied | None:
    """What the request with this token was answered when it came first; None if this is the first time.

    To be asked before anything else: what has been done may well make the request look wrong. Raises Conflict if the
    token was used for another request.
    """
    first = await node.store.written_with(token) if token else None
    if first is None:
        return None
    return await _applied(node, first.revision, await asyncio.to_thread(written_changes, first))


async def commit(
    node: Node, candidate: Config, edits: Sequence[Edit], *, by: Holder, why: str, token: ClientToken | None
) -> Applied:
    """Writes what was checked, and waits for the engine to answer by it; raises Forbidden if a change is not for the
    writer's role.

    Every writer holds the lock until the node follows, so the candidate was made from what the store holds. Should it
    not be so all the same (who is cancelled does not wait), Conflict instead of documents that do not fit.
    """
    changes = await asyncio.to_thread(document_changes, node.config, candidate)
    _refuse_forbidden(by, changes)
    revision = await node.store.write(
        edits, by=by.name, why=why, at=time.time(), expected=candidate.revision, token=token
    )
    await node.reached(revision, published=False)
    return await _applied(node, revision, changes)


def _refuse_forbidden(by: Holder, changes: Iterable[DocumentChange]) -> None:
    """Forbidden, naming the documents, if the writer's role does not go so far; what stays as it is may come along."""
    beyond = [one for one in changes if by.role not in writers(one.kind)]
    if beyond:
        wanted = frozenset.intersection(*(writers(one.kind) for one in beyond))
        raise refusal(by, wanted, f"to change {listed([f'{one.kind} {one.key}' for one in beyond])}")


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many there are besides."""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


async def faults(candidate: Config, changed: Iterable[Key] | None) -> list[Problem]:
    """All that is wrong between the documents, or that the changed ones can have broken."""
    return await asyncio.to_thread(check, candidate, published_codes(), changed)


async def faults_brought(
    before: Config, candidate: Config, changed: Iterable[Key] | None, put: Iterable[Document]
) -> list[Problem]:
    """The same without those that stood before and are of no document that is put.

    A store of an older version may hold what is a fault by now; that must not be in the way of all else.
    """
    found = await faults(candidate, changed)
    if not found:
        return []
    old, written = await faults(before, None), {f"{one.kind} {one.key}" for one in put}
    return [one for one in found if one.place in written or one not in old]


async def warnings(node: Node, config: Config, changes: Iterable[DocumentChange]) -> tuple[Problem, ...]:
    """What is allowed and seldom meant in what these changes touch on."""
    changed = [(one.kind, one.key) for one in changes]
    return tuple(await asyncio.to_thread(_warnings, node, config, changed)) if changed else ()


def _warnings(node: Node, config: Config, changed: Sequence[Key]) -> list[Problem]:
    lines = (config.lines[name] for kind, name in changed if kind == OwnLine.kind and name in config.lines)
    numbers = (_of_numbers(line, unknown) for line in lines if (unknown := unknown_numbers(node.table.layers, line)))
    return [*warn(config, changed), *numbers]


def _of_numbers(line: OwnLine, unknown: Sequence[int]) -> Problem:
    """That a line of one's own matches nobody by some of its numbers: the embedded table knows few."""
    message = f"the line table knows no network of {', '.join(f'AS{asn}' for asn in unknown)}, so nobody matches by it"
    return Problem(f"{line.kind} {line.key}", "asns", message, "import AS data: `trunkline lines update`")


def refuse_if_moved(node: Node, expected: Revision | None) -> None:
    """Conflict if the store is not at the revision that the change expects."""
    if expected is not None and expected != node.config.revision:
        raise Conflict(f"the store is at revision {node.config.revision}, not {expected}; read it again and retry")


async def _applied(node: Node, revision: Revision, changes: tuple[DocumentChange, ...]) -> Applied:
    published = node.ready and await node.reached(revision, within=PUBLISH_WITHIN)
    return Applied(revision, changes, published, await warnings(node, node.config, changes))
