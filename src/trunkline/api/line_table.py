"""The line table, seen: who is asking and which layers say so, what it is made of, how much it knows, is it right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import read_text, respond
from trunkline.api.first_version import first_version
from trunkline.control.asker import Asker, show_asker
from trunkline.control.line_table import (
    TableCoverage,
    TableStatus,
    TestedResolver,
    ask_resolvers,
    table_coverage,
    table_status,
)
from trunkline.lines.known_resolvers import known_resolvers, read_resolvers

router = first_version("line table", under="/line_table")

_CSV: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}},
}


@router.get("", response_model=TableStatus, summary="What the line table is made of")
async def read_line_table(node: ThisNode) -> Response:
    """Its layers, the uppermost first, each with its source, its age and what it speaks of."""
    return respond(table_status(node, datetime.now(UTC).date()))


@router.get("/at", response_model=Asker, summary="Who is asking, and which layers say so")
async def read_asker(
    node: ThisNode, address: Annotated[str, Query(description="an IP address", examples=["202.96.128.86"])]
) -> Response:
    """Every layer that speaks of the address, the uppermost first, and the lines that come of it."""
    return respond(show_asker(node, address))


@router.get("/coverage", response_model=TableCoverage, summary="How much of the address space each line covers")
async def read_coverage(
    node: ThisNode, line: Annotated[str | None, Query(description="only this line, with those within it")] = None
) -> Response:
    """Addresses, IPv6 networks of 48 bits and prefixes by line, and how much of the public space is unknown."""
    return respond(await asyncio.to_thread(table_coverage, node, line))


@router.get("/test", response_model=list[TestedResolver], summary="Are the known resolvers on their carriers' lines")
async def test_known_resolvers(node: ThisNode) -> Response:
    """Those that come with the package, whose carrier is publicly known."""
    return respond(ask_resolvers(node, known_resolvers()), shape=tuple[TestedResolver, ...])


@router.post(
    "/test", response_model=list[TestedResolver], summary="Are these resolvers on their lines", openapi_extra=_CSV
)
async def test_resolvers(request: Request, node: ThisNode) -> Response:
    """The body is CSV, with a header that names address, line (empty: no carrier's) and, if you like, name."""
    text = await read_text(request)
    results = await asyncio.to_thread(lambda: ask_resolvers(node, read_resolvers(text, "body")))
    return respond(results, shape=tuple[TestedResolver, ...])
