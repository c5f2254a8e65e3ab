"""The secret that cookies are made with: there is one from the first start on, and it can be rolled."""

from __future__ import annotations

import time
from dataclasses import dataclass

from trunkline.control.commit import PUBLISH_WITHIN
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.errors import NotFound
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Contents, Edit
from trunkline.store.translate import edit_of
from trunkline.upkeep import new_cookie_secret


@dataclass(frozen=True, slots=True)
class CookieStatus:
    """Whether askers get cookies, and since when they are made with the present secret, in seconds since the epoch."""

    on: bool
    since: float | None


def cookie_status(node: Node) -> CookieStatus:
    """As the newest documents say."""
    found = node.config.cookie_secret
    return CookieStatus(node.config.settings.dns.cookies, found.made if found else None)


def missing_secret(contents: Contents) -> list[Edit]:
    """What has to be written so that there is a secret."""
    if any(one.kind == CookieSecret.kind for one in contents.documents):
        return []
    return [edit_of(CookieSecret(present=new_cookie_secret(), made=time.time()))]


async def roll_cookie_secret(node: Node, *, by: str, why: str, token: ClientToken | None = None) -> int:
    """Makes a new secret for all nodes; cookies of the one before stay good. Answers the revision that holds it.

    Raises NotFound when there is none. A request with a client's token is made once.
    """
    async with node.writing:
        if token and (first := await node.store.written_with(token)):
            return first.revision
        found = node.config.cookie_secret
        if found is None:
            raise NotFound("there is no cookie secret yet: a node makes one at its start")
        now = time.time()
        edit = edit_of(found.rolled(new_cookie_secret(), now), expected=node.config.revisions[found.kind, found.key])
        revision = await node.store.write([edit], by=by, why=why, at=now, token=token)
        await node.reached(revision, within=PUBLISH_WITHIN)
    return revision
