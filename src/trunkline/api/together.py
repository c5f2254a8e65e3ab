"""All documents together: read, planned and applied at one revision."""

from __future__ import annotations

import asyncio
import time
from types import GenericAlias
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from trunkline.api.access import Asking, ThisNode, Why
from trunkline.api.bodies import read_json, respond
from trunkline.api.first_version import first_version
from trunkline.api.once import Once
from trunkline.api.parameters import Revision
from trunkline.api.sections import of_kind
from trunkline.control.apply import apply
from trunkline.control.commit import repeated
from trunkline.control.outcome import Applied, Plan
from trunkline.control.overrides import signed
from trunkline.control.past import rollback
from trunkline.control.plan import plan, plan_rollback
from trunkline.control.roles import readers
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import read_data
from trunkline.node import Node

router = first_version("together")

_SECTION_FIELDS: dict[str, Any] = {name: (GenericAlias(tuple, (model, ...)), ()) for name, model in SECTIONS.items()}

Documents: type[BaseModel] = create_model(
    "Documents",
    __config__=ConfigDict(frozen=True, extra="forbid"),
    __doc__="Sections of documents, as in a YAML file.",
    **_SECTION_FIELDS,
)

_SENT = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Documents"}}},
    }
}

Expected = Annotated[int | None, Query(ge=0, le=2**53 - 1, description="the revision that the store must be at")]

To = Annotated[Revision, Query(alias="revision", description="the revision to go back to")]

Prune = Annotated[bool, Query(description="delete what is not among them; never overrides, never tokens")]


@router.get("/documents", response_model=Documents, summary="Read every document, as apply takes them")
async def read_documents(node: ThisNode, who: Asking) -> Response:
    """All sections that the token may read, at one revision, which is the ETag and what `apply?expected=` compares.
    A section that it may not read is left out."""
    config = node.config
    read = {section: model for section, model in SECTIONS.items() if who.role in readers(model.kind)}
    found: Any = {section: of_kind(config, model) for section, model in read.items()}
    body = Documents.model_construct(**found).model_dump_json(include=set(read))
    return Response(body, headers={"ETag": f'"{config.revision}"'}, media_type="application/json")


@router.post("/apply", response_model=Applied, summary="Create or replace documents, all or none", openapi_extra=_SENT)
async def apply_documents(
    request: Request,
    node: ThisNode,
    who: Asking,
    once: Once,
    why: Why = "",
    prune: Prune = False,
    expected: Expected = None,
) -> Response:
    """What is not named stays as it is, unless pruned."""
    first = await repeated(node, once)
    applied = first or await apply(
        node, await _documents(request, node, who.name), by=who, why=why, prune=prune, expected=expected, token=once
    )
    return respond(applied, etag=applied.revision)


@router.post("/plan", response_model=Plan, summary="What an apply would change, line by line", openapi_extra=_SENT)
async def plan_documents(request: Request, node: ThisNode, who: Asking, prune: Prune = False) -> Response:
    """Nothing is written. The ETag is the revision that the plan was worked out against."""
    found = await plan(node, await _documents(request, node, who.name), prune=prune)
    return respond(found, etag=found.revision)


@router.get("/rollback", response_model=Plan, summary="What a rollback would change, line by line")
async def plan_back(node: ThisNode, to: To) -> Response:
    """Nothing is written. The ETag is the revision that the plan was worked out against."""
    found = await plan_rollback(node, to)
    return respond(found, etag=found.revision)


@router.post("/rollback", response_model=Applied, summary="Put every document back as it was, all or none")
async def roll_back(
    node: ThisNode, who: Asking, once: Once, to: To, why: Why = "", expected: Expected = None
) -> Response:
    """A new write: what was created since is deleted. Overrides and tokens stay as they are."""
    why = why or f"back to revision {to}"
    applied = await rollback(node, to, by=who, why=why, expected=expected, token=once)
    return respond(applied, etag=applied.revision)


async def _documents(request: Request, node: Node, who: str) -> list[Document]:
    data = await read_json(request)
    written = await asyncio.to_thread(read_data, data)
    return [signed(one.document, node.config, by=who, at=time.time()) for one in written]
