"""Questions that change nothing: why an answer is as it is, what if, who refers to whom, which lines exist."""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated

from fastapi import Query, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.api.parameters import Seconds
from trunkline.control.delegation import check_delegation
from trunkline.control.explain import explain, explain_at
from trunkline.control.outcome import Delegation, Explanation, ProbeRow, Simulation
from trunkline.control.probe import probe
from trunkline.control.references import References, references
from trunkline.control.simulate import Failing, simulate
from trunkline.documents.dns_name import normal_name
from trunkline.documents.line import OwnLine
from trunkline.errors import DocumentError, NotFound, Problem
from trunkline.lines.catalogue import ALIASES, DEFAULT, Category, Line, catalogue

router = first_version("questions")

Name = Annotated[str, Query(description="a domain name", examples=["www.example.com"])]
Type = Annotated[str, Query(description="a record type", examples=["A", "AAAA"])]
Names = list[str] | None


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A line that pools may serve: of the published ones, or one's own (category custom); `aliases` are other codes
    that are taken for it."""

    code: str
    name: str
    zh: str
    parent: str | None
    category: str
    aliases: tuple[str, ...] = ()


@router.get("/explain", response_model=Explanation, summary="Why an asker is answered as it is, or was")
async def read_explanation(
    node: ThisNode,
    name: Name,
    asker: Annotated[str, Query(alias="from", description="the asker's IP address")],
    type: Type = "A",
    at: Annotated[Seconds, Query(description="a moment of the past, in seconds since the epoch; default: now")] = None,
) -> Response:
    """Asker → line → policy → pool → address → TTL and scope, and why the others were not chosen."""
    if at is None:
        return respond(explain(node, name, asker, type))
    if at > time.time():
        raise DocumentError([Problem("query", "at", "is a moment to come", "only the past can be explained")])
    return respond(await explain_at(node, name, asker, type, at))


@router.get("/probe", response_model=list[ProbeRow], summary="Ask the DNS port once for each line")
async def read_probe(
    node: ThisNode,
    name: Name,
    type: Type = "A",
    line: Annotated[Names, Query(description="only these lines; default: a good selection")] = None,
) -> Response:
    """The network probe tool: real questions over the network, one row a line."""
    return respond(await probe(node, name, type, line), shape=tuple[ProbeRow, ...])


@router.get("/simulate", response_model=Simulation, summary="What if these fail")
async def read_simulation(
    node: ThisNode,
    address: Annotated[Names, Query(description="these addresses")] = None,
    pool: Annotated[Names, Query(description="all addresses of these pools")] = None,
    line: Annotated[Names, Query(description="all that serves these lines, or narrower ones")] = None,
) -> Response:
    """Who would be answered what, by the documents and the health of now; nothing is touched."""
    failing = Failing(address or (), pool or (), line or ())
    if not (failing.addresses or failing.pools or failing.lines):
        raise DocumentError([Problem("query", "", "nothing is supposed to fail", "name an address, a pool or a line")])
    return respond(await simulate(node, failing))


@router.get("/references", response_model=References, summary="Who refers to a document")
async def read_references(
    node: ThisNode,
    kind: Annotated[str, Query(description="the document's kind", examples=["pool"])],
    key: Annotated[str, Query(description="its name; of an access domain with the type", examples=["Mobile"])],
) -> Response:
    """Directly, and through others: what a change of it, or its end, would touch."""
    return respond(references(node.config, kind, key))


@router.get("/zones/{name:path}/delegation", response_model=Delegation, summary="Are a zone's name servers in order")
async def read_delegation(
    node: ThisNode,
    name: str,
    resolver: Annotated[str | None, Query(description="the IP address of a resolver; default: the system's")] = None,
    parent: Annotated[
        str | None, Query(description="the IP address of a server of the parent zone; default: looked up")
    ] = None,
    port: Annotated[int, Query(ge=1, le=65535, description="where all of them are asked")] = 53,
) -> Response:
    """Asks the parent's servers, and then each server that they or the zone name."""
    for field, text in (("resolver", resolver), ("parent", parent)):
        _require_address(field, text)
    try:
        zone = normal_name(name)
    except ValueError as error:
        raise NotFound(str(error)) from None
    return respond(await check_delegation(node, zone, resolver=resolver, parent=parent, port=port))


@router.get("/catalogue", response_model=list[CatalogueLine], summary="Every line that pools may serve")
async def read_catalogue(node: ThisNode) -> Response:
    """One's own lines first, then the published ones, wider before narrower."""
    own = [_own(line) for line in node.config.lines.values()]
    return respond([*own, *map(_published, catalogue().values())], shape=list[CatalogueLine])


def _require_address(field: str, text: str | None) -> None:
    try:
        ip_address(text or "127.0.0.1")
    except ValueError:
        raise DocumentError([Problem("query", field, f"{text!r} is not an IP address")]) from None


def _own(line: OwnLine) -> CatalogueLine:
    title = line.title or line.name
    return CatalogueLine(line.name, title, title, DEFAULT, Category.CUSTOM.name.lower())


def _published(line: Line) -> CatalogueLine:
    aliases = tuple(alias for alias, code in ALIASES.items() if code == line.code)
    return CatalogueLine(line.code, line.name, line.zh, line.parent, line.category.name.lower(), aliases)
