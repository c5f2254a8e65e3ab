"""Every change of documents: who, when, why, before and after."""

from __future__ import annotations

from trunkline.control.outcome import Past
from trunkline.documents.kinds import SECTION_OF
from trunkline.node import Node
from trunkline.store.contract import Changed


async def history(
    node: Node,
    *,
    kind: str | None = None,
    key: str | None = None,
    limit: int = 100,
    before: int | None = None,
    since: float | None = None,
    until: float | None = None,
    by: str | None = None,
) -> tuple[Past, ...]:
    """The last `limit` writes, newest first, those older than revision `before` if given.

    `since` and `until` are times in seconds since the epoch, both included; `by` is who wrote. Tokens, and what nodes
    remember, are told by name only: hashes stay in the store.
    """
    found = await node.store.history(kind=kind, key=key, limit=limit, before=before, since=since, until=until, by=by)
    return tuple(Past(one.revision, one.at, one.by, one.why, tuple(map(_told, one.changes))) for one in found)


def _told(change: Changed) -> dict[str, object]:
    before, after = change.before, change.after
    if change.kind not in SECTION_OF:
        before, after = (None if body is None else {} for body in (before, after))
    return {"kind": change.kind, "key": change.key, "before": before, "after": after}
