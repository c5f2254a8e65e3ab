"""All documents together: read, planned and applied at one revision."""

from __future__ import annotations

import asyncio
from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from trunkline.api.access import ThisNode, Who, Why
from trunkline.api.bodies import read_json, respond
from trunkline.api.sections import named, of_kind
from trunkline.control.apply import apply
from trunkline.control.outcome import Applied, Plan
from trunkline.control.plan import plan
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import read_data

router = APIRouter(tags=["together"])

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

Prune = Annotated[bool, Query(description="delete what is not among them; never overrides, never tokens")]


@router.get("/documents", response_model=Documents, summary="Read every document, as apply takes them")
async def read_documents(node: ThisNode) -> Response:
    """All sections at one revision, which is the ETag and what `apply?expected=` compares."""
    config = node.config
    found: Any = {section: of_kind(config, model) for section, model in SECTIONS.items()}
    return respond(Documents.model_construct(**found), etag=config.revision)


@router.post("/apply", response_model=Applied, summary="Create or replace documents, all or none", openapi_extra=_SENT)
async def apply_documents(
    request: Request,
    node: ThisNode,
    who: Who,
    why: Why = "",
    prune: Prune = False,
    expected: Annotated[int | None, Query(ge=0, description="the revision that the store must be at")] = None,
) -> Response:
    """What is not named stays as it is, unless pruned."""
    documents = [named(document, who) for document in await _documents(request)]
    applied = await apply(node, documents, by=who, why=why, prune=prune, expected=expected)
    return respond(applied, etag=applied.revision)


@router.post("/plan", response_model=Plan, summary="What an apply would change, line by line", openapi_extra=_SENT)
async def plan_documents(request: Request, node: ThisNode, who: Who, prune: Prune = False) -> Response:
    """Nothing is written. The ETag is the revision that the plan was worked out against."""
    documents = [named(document, who) for document in await _documents(request)]
    found = await plan(node, documents, prune=prune)
    return respond(found, etag=found.revision)


async def _documents(request: Request) -> list[Document]:
    data = await read_json(request)
    return [written.document for written in await asyncio.to_thread(read_data, data)]
