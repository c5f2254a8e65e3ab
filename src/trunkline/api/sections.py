"""One document at a time: the same five routes for every section, each with the model of its kind."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from trunkline.api.access import ThisNode, Who, Why
from trunkline.api.bodies import read_json, read_text, respond
from trunkline.api.merge_patch import merge_patch
from trunkline.api.revisions import expected_revision
from trunkline.control.apply import delete, put
from trunkline.control.outcome import Applied, What
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import normal_name
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.override import Override
from trunkline.documents.read import read_document
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_zone_file, write_zone_file
from trunkline.errors import DocumentError, NotFound, Problem
from trunkline.node import Node

ZONE_FILE = "text/dns"
"""The media type of a zone file (RFC 4027)."""


def _steps(request: Request) -> dict[str, str]:
    """The steps of the path that make the key: `name`, and `type` for an access domain."""
    return {step: str(value) for step, value in request.path_params.items()}


Steps = Annotated[dict[str, str], Depends(_steps)]


@dataclass(frozen=True)
class Section:
    """The routes of one section."""

    name: str
    model: type[Document]

    async def read_all(self, node: ThisNode) -> Response:
        """Every document of the kind; the ETag is the store's revision."""
        return respond(of_kind(node.config, self.model), etag=node.config.revision, shape=_list_of(self.model))

    async def read(self, request: Request, node: ThisNode, steps: Steps) -> Response:
        """One document; the ETag is its revision."""
        key = self.key(steps)
        document, revision = self.find(node, key)
        if isinstance(document, Zone) and ZONE_FILE in request.headers.get("accept", ""):
            headers = {"ETag": f'"{revision}"'}
            return Response(write_zone_file(document), headers=headers, media_type=ZONE_FILE)
        return respond(document, etag=revision)

    async def put(self, request: Request, node: ThisNode, who: Who, steps: Steps, why: Why = "") -> Response:
        """Creates it or replaces it whole."""
        key = self.key(steps)
        sent = await self.sent(request, steps)
        document = sent if isinstance(sent, Document) else await self.document_of(sent, key, steps)
        return await self.write(request, node, named(document, who), why=why, who=who)

    async def patch(self, request: Request, node: ThisNode, who: Who, steps: Steps, why: Why = "") -> Response:
        """Changes some fields by a JSON merge patch (RFC 7396); null brings a default back."""
        key = self.key(steps)
        patch = await read_json(request)
        present, revision = self.find(node, key)
        merged = merge_patch(present.model_dump(mode="json"), patch)
        document = await self.document_of(merged, key, steps)
        return await self.write(request, node, document, why=why, who=who, read_at=revision)

    async def delete(self, request: Request, node: ThisNode, who: Who, steps: Steps, why: Why = "") -> Response:
        """Deletes it, unless others refer to it."""
        key = self.key(steps)
        _, revision = self.find(node, key)
        expected = expected_revision(request, revision, f"{self.model.kind} {key}")
        return respond(await delete(node, self.model.kind, key, by=who, why=why, expected=expected))

    def key(self, steps: Mapping[str, str]) -> str:
        """The key that a path means; names of the DNS may be written in any case, with a final dot or without."""
        name = steps["name"]
        if self.model in (Zone, AccessDomain):
            try:
                name = normal_name(name)
            except ValueError as error:
                raise NotFound(str(error)) from None
        return "/".join([name, *(step.upper() for at, step in steps.items() if at != "name")])

    def find(self, node: Node, key: str) -> tuple[Document, int]:
        """The document and its revision; raises NotFound."""
        document = node.config.documents.get((self.model.kind, key))
        if document is None:
            raise NotFound(f"there is no {self.model.kind} {key}")
        return document, node.config.revisions[self.model.kind, key]

    async def sent(self, request: Request, steps: Mapping[str, str]) -> Any:
        """The body: data of a document, or the zone that a zone file describes."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.model is not Zone or kind != ZONE_FILE:
            return await read_json(request)
        text = await read_text(request)
        return await asyncio.to_thread(read_zone_file, text, steps["name"], "zone file")

    async def document_of(self, data: Any, key: str, steps: Mapping[str, str]) -> Document:
        """The document that the data describes, by its name in the path; raises DocumentError."""
        place = f"{self.model.kind} {key}"
        whole = {**steps, **data} if isinstance(data, Mapping) else data
        document = await asyncio.to_thread(read_document, self.model, whole, lambda path: place)
        if document.key != key:
            remedy = "make them the same; to rename, create the new one and delete the old"
            raise DocumentError([Problem(place, "name", f"the body is about {document.key}, the path is not", remedy)])
        return document

    async def write(
        self, request: Request, node: Node, document: Document, *, why: str, who: str, read_at: int | None = None
    ) -> Response:
        """Puts it if the headers allow; `read_at` is the revision that it was made from."""
        present = node.config.revisions.get((document.kind, document.key), 0)
        expected = expected_revision(request, present, f"{document.kind} {document.key}")
        applied = await put(node, document, by=who, why=why, expected=read_at if expected is None else expected)
        return respond(applied, status=201 if _created(applied) else 200, etag=_revision_after(node, document))


def of_kind(config: Config, model: type[Document]) -> tuple[Document, ...]:
    """The documents of one kind by name."""
    found = [key for key in config.documents if key[0] == model.kind]
    return tuple(config.documents[key] for key in sorted(found))


def named(document: Document, who: str) -> Document:
    """An override knows who made it."""
    if isinstance(document, Override) and not document.by:
        return document.model_copy(update={"by": who})
    return document


def section_routes() -> APIRouter:
    """The routes of every section."""
    router = APIRouter()
    for name, model in SECTIONS.items():
        _add_routes(router, Section(name, model))
    return router


def _add_routes(router: APIRouter, section: Section) -> None:
    model, title = section.model, section.model.kind.replace("_", " ")
    one = f"/{section.name}/" + ("{name}/{type}" if model is AccessDomain else "{name}")

    def add(method: str, path: str, work: Callable[..., Any], back: Any, does: str, sent: Any = None) -> None:
        extra = {"parameters": _parameters(path)} | ({"requestBody": sent} if sent else {})
        router.add_api_route(
            path, work, methods=[method], response_model=back, summary=does, tags=[section.name], openapi_extra=extra
        )

    add("GET", f"/{section.name}", section.read_all, _list_of(model), f"Read every {title}")
    add("GET", one, section.read, model, f"Read one {title}")
    add("PUT", one, section.put, Applied, f"Create or replace one {title}", _body(model))
    add("PATCH", one, section.patch, Applied, f"Change some fields of one {title}", _patch_body())
    add("DELETE", one, section.delete, Applied, f"Delete one {title}")


def _parameters(path: str) -> list[dict[str, Any]]:
    steps = re.findall(r"{(\w+)}", path)
    return [{"name": step, "in": "path", "required": True, "schema": {"type": "string"}} for step in steps]


def _patch_body() -> dict[str, Any]:
    return {"required": True, "content": {"application/merge-patch+json": {"schema": {"type": "object"}}}}


def _body(model: type[Document]) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
    if model is Zone:
        content[ZONE_FILE] = {"schema": {"type": "string"}}
    return {"required": True, "content": content}


def _list_of(model: type[Document]) -> Any:
    return GenericAlias(tuple, (model, ...))


def _created(applied: Applied) -> bool:
    return any(change.what is What.CREATED for change in applied.documents)


def _revision_after(node: Node, document: Document) -> int | None:
    return node.config.revisions.get((document.kind, document.key))
