"""Questions that change nothing: why an answer is as it is, how everything stands, what happened, which lines exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import respond
from trunkline.control import status
from trunkline.control.explain import explain
from trunkline.control.history import history
from trunkline.control.outcome import (
    AddressStatus,
    DomainStatus,
    Explanation,
    NodeStatus,
    Past,
    PoolStatus,
    ProbeRow,
)
from trunkline.control.probe import probe
from trunkline.documents.line import OwnLine
from trunkline.lines.catalogue import DEFAULT, Category, Line, catalogue

router = APIRouter(tags=["questions"])

Name = Annotated[str, Query(description="a domain name", examples=["www.example.com"])]
Type = Annotated[str, Query(description="a record type", examples=["A", "AAAA"])]


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A line that pools may serve: of the published ones, or one's own (category custom)."""

    code: str
    name: str
    zh: str
    parent: str | None
    category: str


@router.get("/explain", response_model=Explanation, summary="Why an asker is answered as it is")
async def read_explanation(
    node: ThisNode,
    name: Name,
    asker: Annotated[str, Query(alias="from", description="the asker's IP address")],
    type: Type = "A",
) -> Response:
    """Asker → line → policy → pool → address → TTL and scope, and why the others were not chosen."""
    return respond(explain(node, name, asker, type))


@router.get("/probe", response_model=list[ProbeRow], summary="Ask the DNS port once for each line")
async def read_probe(
    node: ThisNode,
    name: Name,
    type: Type = "A",
    line: Annotated[list[str] | None, Query(description="only these lines; default: a good selection")] = None,
) -> Response:
    """The network probe tool: real questions over the network, one row a line."""
    return respond(await probe(node, name, type, line), shape=tuple[ProbeRow, ...])


@router.get("/status", response_model=NodeStatus, summary="How the node is")
async def read_status(node: ThisNode) -> Response:
    """Ready or not and why, the revision it answers by, how many documents, where it listens."""
    return respond(status.node_status(node))


@router.get("/status/addresses", response_model=list[AddressStatus], summary="How every address is")
async def read_addresses(node: ThisNode) -> Response:
    """Its health, if it takes part, and what each monitor finds."""
    return respond(status.addresses(node), shape=tuple[AddressStatus, ...])


@router.get("/status/pools", response_model=list[PoolStatus], summary="How every pool is")
async def read_pools(node: ThisNode) -> Response:
    """Its health and if it takes part."""
    return respond(status.pools(node), shape=tuple[PoolStatus, ...])


@router.get("/status/access_domains", response_model=list[DomainStatus], summary="How every access domain is")
async def read_access_domains(node: ThisNode) -> Response:
    """Its health, and what each line is answered now."""
    return respond(status.access_domains(node), shape=tuple[DomainStatus, ...])


@router.get("/history", response_model=list[Past], summary="Who changed what, when and why")
async def read_history(
    node: ThisNode,
    kind: str | None = None,
    key: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1, description="only writes older than this revision")] = None,
) -> Response:
    """Newest first; with `kind` and `key` only what changed such documents."""
    found = await history(node, kind=kind, key=key, limit=limit, before=before)
    return respond(found, shape=tuple[Past, ...])


@router.get("/catalogue", response_model=list[CatalogueLine], summary="Every line that pools may serve")
async def read_catalogue(node: ThisNode) -> Response:
    """One's own lines first, then the published ones, wider before narrower."""
    own = [_own(line) for line in node.config.lines.values()]
    return respond([*own, *map(_published, catalogue().values())], shape=list[CatalogueLine])


def _own(line: OwnLine) -> CatalogueLine:
    title = line.title or line.name
    return CatalogueLine(line.name, title, title, DEFAULT, Category.CUSTOM.name.lower())


def _published(line: Line) -> CatalogueLine:
    return CatalogueLine(line.code, line.name, line.zh, line.parent, line.category.name.lower())
