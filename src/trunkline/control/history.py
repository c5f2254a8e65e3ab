"""Every change of documents: who, when, why, before and after."""

from __future__ import annotations

from dataclasses import asdict

from trunkline.control.outcome import Past
from trunkline.documents.kinds import SECTION_OF
from trunkline.node import Node


async def history(
    node: Node,
    *,
    kind: str | None = None,
    key: str | None = None,
    limit: int = 100,
    before: int | None = None,
) -> tuple[Past, ...]:
    """The last `limit` writes, newest first, those older than revision `before` if given.

    Tokens are told by name only: their hashes stay in the store.
    """
    found = await node.store.history(kind=kind, key=key, limit=limit, before=before)
    return tuple(
        Past(one.revision, one.at, one.by, one.why, tuple(map(_told, map(asdict, one.changes)))) for one in found
    )


def _told(change: dict[str, object]) -> dict[str, object]:
    if change["kind"] in SECTION_OF:
        return change
    hidden = {side: change[side] and {} for side in ("before", "after")}
    return change | hidden
