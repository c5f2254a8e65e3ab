"""Who asks, and whom: the node behind the application, and who holds the token."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from trunkline.control.roles import Holder
from trunkline.control.tokens import authenticate
from trunkline.node import Node

_bearer = HTTPBearer(auto_error=False, description="a token as `trunkline token create` shows it once")


def node_of(request: Request) -> Node:
    """The node that this application is a door to."""
    node: Node = request.app.state.node
    return node


ThisNode = Annotated[Node, Depends(node_of)]


async def authenticated(
    node: ThisNode, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Holder:
    """Who holds the token that was sent; raises Unauthorized."""
    return await authenticate(node, sent.credentials if sent else None)


Asking = Annotated[Holder, Depends(authenticated)]


async def _name(asking: Asking) -> str:
    return asking.name


Who = Annotated[str, Depends(_name)]
"""The token's name, which stands in the history."""

Why = Annotated[str, Query(max_length=1000, description="the reason; it stands in the history")]
