"""Requests that are made once however often they come: the client names each, and a repeated one is answered as before.

A connection may break after the write and before the answer; who then asks again under the same name is safe.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from trunkline.api.access import Who
from trunkline.api.bodies import read_bytes
from trunkline.store.client_token import ClientToken

DECIDING = ("content-type", "if-match", "if-none-match")
"""Headers that have a part in what a request does."""


async def client_token(
    request: Request,
    who: Who,
    sent: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=64,
            pattern=r"^[\x20-\x7e]+$",
            description="your own name for this request, such as a random UUID: repeated under it, it is made once "
            "and answered as before; another request under it is a conflict",
        ),
    ] = None,
) -> ClientToken | None:
    """The request's name with all that tells it from another; None if it has none."""
    if sent is None:
        return None
    headers = [request.headers.get(one, "") for one in DECIDING]
    told = "\n".join([who, request.method, request.url.path, request.url.query, *headers])
    return ClientToken.of(sent, told.encode() + b"\n" + await read_bytes(request))


Once = Annotated[ClientToken | None, Depends(client_token)]
