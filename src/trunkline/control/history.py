"""Every change of documents: who, when, why, before and after."""

from __future__ import annotations

from trunkline.control.outcome import Past
from trunkline.control.roles import readers
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.token import Role
from trunkline.node import Node
from trunkline.store.contract import Changed


async def history(
    node: Node,
    *,
    reader: Role,
    kind: str | None = None,
    key: str | None = None,
    limit: int = 100,
    before: int | None = None,
    since: float | None = None,
    until: float | None = None,
    by: str | None = None,
) -> tuple[Past, ...]:
    """The last `limit` writes, newest first, those older than revision `before` if given.

    `since` and `until` are times in seconds since the epoch, both included; `by` is who wrote. Tokens, what nodes
    remember, and what the `reader` may not read are told by name only: hashes stay in the store, and URLs of
    channels among those who may read them.
    """
    found = await node.store.history(kind=kind, key=key, limit=limit, before=before, since=since, until=until, by=by)
    return tuple(
        Past(one.revision, one.at, one.by, one.why, tuple(_told(change, reader) for change in one.changes))
        for one in found
    )


def _told(change: Changed, reader: Role) -> dict[str, object]:
    before, after = change.before, change.after
    if change.kind not in SECTION_OF or reader not in readers(change.kind):
        before, after = (None if body is None else {} for body in (before, after))
    return {"kind": change.kind, "key": change.key, "before": before, "after": after}
