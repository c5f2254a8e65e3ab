"""One document at a time: the same five routes for every section, each with the model of its kind."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from trunkline.api.access import Asking, ThisNode, Why
from trunkline.api.bodies import is_known, read_json, read_text, respond, unchanged
from trunkline.api.first_version import first_version
from trunkline.api.lists import TOLD, Cut, page
from trunkline.api.merge_patch import merge_patch
from trunkline.api.once import Once
from trunkline.api.revisions import expected_revision
from trunkline.api.wanted import WANTED, Wanted
from trunkline.control.apply import delete, put
from trunkline.control.commit import repeated
from trunkline.control.outcome import Applied, What
from trunkline.control.overrides import signed
from trunkline.control.roles import Holder
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import normal_name
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import read_document
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_zone_file, write_zone_file
from trunkline.errors import DocumentError, NotFound, Problem
from trunkline.node import Node
from trunkline.store.client_token import ClientToken

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

    def read_all(self, request: Request, node: Node, cut: Cut, wanted: Wanted) -> Response:
        """A page of the documents of the kind; the ETag is the store's revision."""
        config, kind = node.config, self.model.kind
        keys = sorted(
            key for (one, key), found in config.documents.items() if one == kind and wanted.holds(found, config)
        )
        return page(request, cut, keys, lambda key: config.documents[kind, key], _list_of(self.model), config.revision)

    async def read(self, request: Request, node: ThisNode, steps: Steps) -> Response:
        """One document; the ETag is its revision."""
        key = self.key(steps)
        document, revision = self.find(node, key)
        if is_known(request, tag := f'"{revision}"'):
            return unchanged(tag)
        if isinstance(document, Zone) and ZONE_FILE in request.headers.get("accept", ""):
            headers = {"ETag": f'"{revision}"'}
            return Response(write_zone_file(document), headers=headers, media_type=ZONE_FILE)
        return respond(document, etag=revision)

    async def put(
        self, request: Request, node: ThisNode, who: Asking, steps: Steps, once: Once, why: Why = ""
    ) -> Response:
        """Creates it or replaces it whole."""
        key = self.key(steps)
        if first := await repeated(node, once):
            return self.told(node, key, first)
        sent = await self.sent(request, steps)
        document = sent if isinstance(sent, Document) else await self.document_of(sent, key, steps)
        expected = expected_revision(request, self.revision(node, key), f"{self.model.kind} {key}")
        return await self.write(node, document, expected, why=why, who=who, once=once)

    async def patch(
        self, request: Request, node: ThisNode, who: Asking, steps: Steps, once: Once, why: Why = ""
    ) -> Response:
        """Changes some fields by a JSON merge patch (RFC 7396); null brings a default back."""
        key = self.key(steps)
        if first := await repeated(node, once):
            return self.told(node, key, first)
        patch = await read_json(request)
        present, revision = self.find(node, key)
        merged = merge_patch(present.model_dump(mode="json"), patch)
        document = await self.document_of(merged, key, steps)
        expected = expected_revision(request, revision, f"{self.model.kind} {key}")
        expected = revision if expected is None else expected
        return await self.write(node, document, expected, why=why, who=who, once=once)

    async def delete(
        self, request: Request, node: ThisNode, who: Asking, steps: Steps, once: Once, why: Why = ""
    ) -> Response:
        """Deletes it, unless others refer to it."""
        key = self.key(steps)
        if first := await repeated(node, once):
            return respond(first)
        _, revision = self.find(node, key)
        expected = expected_revision(request, revision, f"{self.model.kind} {key}")
        return respond(await delete(node, self.model.kind, key, by=who, why=why, expected=expected, token=once))

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
        self, node: Node, document: Document, expected: int | None, *, why: str, who: Holder, once: ClientToken | None
    ) -> Response:
        """Puts it if it is at the expected revision."""
        document = signed(document, node.config, by=who.name, at=time.time())
        applied = await put(node, document, by=who, why=why, expected=expected, token=once)
        return self.told(node, document.key, applied)

    def told(self, node: Node, key: str, applied: Applied) -> Response:
        """What a write did; the ETag is the document's revision, as long as nobody wrote it since."""
        created = any(change.what is What.CREATED for change in applied.documents)
        present = self.revision(node, key)
        return respond(applied, status=201 if created else 200, etag=present if present <= applied.revision else None)

    def revision(self, node: Node, key: str) -> int:
        """At which the document is now, 0 if there is none."""
        return node.config.revisions.get((self.model.kind, key), 0)


def of_kind(config: Config, model: type[Document]) -> tuple[Document, ...]:
    """The documents of one kind by name."""
    found = [key for key in config.documents if key[0] == model.kind]
    return tuple(config.documents[key] for key in sorted(found))


def section_routes() -> APIRouter:
    """The routes of every section."""
    router = first_version()
    for name, model in SECTIONS.items():
        _add_routes(router, Section(name, model))
    return router


def _add_routes(router: APIRouter, section: Section) -> None:
    model, title = section.model, section.model.kind.replace("_", " ")
    name = "{name:path}" if model in (Zone, AccessDomain) else "{name}"  # names of the DNS may hold a slash (RFC 2317)
    one = f"/{section.name}/{name}" + ("/{type}" if model is AccessDomain else "")

    def add(method: str, path: str, work: Callable[..., Any], back: Any, does: str, sent: Any = None) -> None:
        extra = {"parameters": _parameters(path)} | ({"requestBody": sent} if sent else {})
        router.add_api_route(
            path,
            work,
            methods=[method],
            response_model=back,
            responses=_ANSWERS[method] if path == one else TOLD,
            summary=does,
            tags=[section.name],
            openapi_extra=extra,
        )

    add("GET", f"/{section.name}", _list_route(section), _list_of(model), f"Read every {title}")
    add("GET", one, section.read, model, f"Read one {title}")
    add("PUT", one, section.put, Applied, f"Create or replace one {title}", _body(model))
    add("PATCH", one, section.patch, Applied, f"Change some fields of one {title}", _patch_body())
    add("DELETE", one, section.delete, Applied, f"Delete one {title}")


_ANSWERS: Mapping[str, dict[int | str, dict[str, Any]]] = {
    "GET": {304: TOLD[304]},
    "PUT": {201: {"model": Applied, "description": "It is new"}},
    "PATCH": {},
    "DELETE": {},
}
"""What a route answers beside 200 and errors."""


def _list_route(section: Section) -> Callable[..., Any]:
    narrowed = Depends(WANTED.get(section.model, Wanted))

    async def read_all(request: Request, node: ThisNode, cut: Cut = Depends(), wanted: Wanted = narrowed) -> Response:  # noqa: B008
        """A page of them by key, as far as they are wanted; the ETag is the store's revision."""
        return section.read_all(request, node, cut, wanted)

    return read_all


def _parameters(path: str) -> list[dict[str, Any]]:
    steps = re.findall(r"{(\w+)(?::path)?}", path)
    return [{"name": step, "in": "path", "required": True, "schema": {"type": "string"}} for step in steps]


def _patch_body() -> dict[str, Any]:
    return {"required": True, "content": {"application/merge-patch+json": {"schema": {"type": "object"}}}}


def _body(model: type[Document]) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
    if model is Zone:
        content[ZONE_FILE] = {"schema": {"type": "string"}}
    return {"required": True, "content": content}


def _list_of(model: type[Document]) -> Any:
    return GenericAlias(list, (model,))
