"""Letting move what the brake holds back."""

from __future__ import annotations

import time

from trunkline.control.commit import PUBLISH_WITHIN
from trunkline.documents.agreement import Agreement
from trunkline.errors import NotFound
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.translate import edit_of


async def release_brake(node: Node, *, by: str, why: str, token: ClientToken | None = None) -> int:
    """Writes that a person agreed, so that every node hears it; answers the revision, by which is answered then.

    Raises NotFound when nothing is held back here. A request with a client's token is made once.
    """
    async with node.writing:
        if token and (first := await node.store.written_with(token)):
            return first.revision
        if node.publisher.held is None:
            raise NotFound("the brake holds nothing back")
        agreed = Agreement(at=time.time())
        revision = await node.store.write([edit_of(agreed)], by=by, why=why, at=agreed.at, token=token)
        await node.reached(revision, within=PUBLISH_WITHIN)
    return revision
