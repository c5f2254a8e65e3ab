"""Tokens: made, listed and ended, and who the asker's own says they are."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from pydantic import Field, TypeAdapter, ValidationError

from trunkline.api.access import Asking, ThisNode, Who
from trunkline.api.bodies import read_json, respond
from trunkline.api.errors import problems_of
from trunkline.api.first_version import first_version
from trunkline.api.once import Once
from trunkline.control.roles import Holder
from trunkline.control.tokens import TokenInfo, create_token, list_tokens, revoke_token
from trunkline.documents.document import Name, Part
from trunkline.documents.token import Role
from trunkline.errors import DocumentError, Problem

router = first_version("tokens")


LATEST = 250_000_000_000
"""Seconds since the epoch, in the year 9892: what lies beyond was meant in milliseconds, or has no date."""


class NewToken(Part):
    """A token to make."""

    name: Name
    expires: float | None = Field(None, le=LATEST, description="seconds since the epoch; default: never")
    role: Role = Field(Role.ADMIN, description="what it may do")


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token just made; the secret is shown this once, and None when the same request was made before."""

    name: str
    expires: float | None
    secret: str | None
    role: Role


def _sent() -> dict[str, Any]:
    """What is sent, for OpenAPI, where the role stands already as what comes back."""
    schema = NewToken.model_json_schema(ref_template="#/components/schemas/{model}")
    del schema["$defs"]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.get("/me", response_model=Holder, summary="Who the token that asks is")
async def read_me(who: Asking) -> Response:
    """Its name, its role, and when it ends."""
    return respond(who)


@router.get("/tokens", response_model=list[TokenInfo], summary="List tokens, without their secrets")
async def read_tokens(node: ThisNode) -> Response:
    """By name."""
    return respond(await list_tokens(node), shape=tuple[TokenInfo, ...])


@router.post("/tokens", response_model=MadeToken, status_code=201, summary="Make a token", openapi_extra=_sent())
async def make_token(request: Request, node: ThisNode, who: Who, once: Once) -> Response:
    """The secret comes back once; the store keeps its hash."""
    new = _new_token(await read_json(request))
    secret = await create_token(node, new.name, expires=new.expires, role=new.role, by=who, once=once)
    return respond(MadeToken(new.name, new.expires, secret, new.role), status=201)


@router.delete("/tokens/{name}", status_code=204, response_class=Response, summary="Revoke a token")
async def end_token(node: ThisNode, who: Who, once: Once, name: str) -> Response:
    """It opens nothing from now on."""
    await revoke_token(node, name, by=who, once=once)
    return Response(status_code=204)


def _new_token(data: Any) -> NewToken:
    try:
        new = TypeAdapter(NewToken).validate_python(data)
    except ValidationError as error:
        raise DocumentError(problems_of(error.errors(), "token")) from None
    if new.expires is not None and new.expires <= time.time():
        raise DocumentError([Problem(f"token {new.name}", "expires", "is in the past", "seconds since the epoch")])
    return new
