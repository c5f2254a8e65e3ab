"""What agents ask and tell: their assignments, which wait for a change, and their reports."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import ValidationError

from trunkline.api.access import ThisNode
from trunkline.api.bodies import is_known, read_json, respond, unchanged
from trunkline.api.errors import problems_of
from trunkline.api.first_version import first_version
from trunkline.api.lists import TOLD, Cut, page
from trunkline.api.waiting import LONGEST_WAIT, unless_leaving
from trunkline.control.places import PlaceStatus, Taken, errands_for, hear_of, places, take, with_words
from trunkline.errors import DocumentError
from trunkline.node import Node
from trunkline.probes.errands import Errands, Words

router = first_version("agents")

_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "They are as If-None-Match knows them"}}


def _sent() -> dict[str, Any]:
    """What is sent, for OpenAPI: one schema with no references, for only answers have theirs in the document."""
    schema = Words.model_json_schema()
    schema["properties"]["reports"]["items"] = schema.pop("$defs")["Word"]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.get("/assignments", response_model=Errands, responses=_UNCHANGED, summary="What a place is to check")
async def read_assignments(
    request: Request,
    node: ThisNode,
    place: Annotated[str, Query(description="the name of a place", examples=["beijing-telecom"])],
    wait: Annotated[
        float, Query(ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="seconds to wait for a change")
    ] = 0,
) -> Response:
    """The ETag stands for what there is to do: sent back as `If-None-Match`, the answer waits until that changes, or
    is 304 after `wait` seconds. What the place said before comes along, and is no change."""
    clock = asyncio.get_running_loop().time
    ends = clock() + wait
    while True:
        hear_of(node, place)
        revision, found = node.config.revision, errands_for(node, place)
        tag = f'"{sha256(await _json(found)).hexdigest()[:32]}"'
        if not is_known(request, tag):
            return Response(await _json(with_words(node, found)), headers={"ETag": tag}, media_type="application/json")
        if not await _written(request, node, revision, ends - clock()):
            return unchanged(tag)


async def _json(errands: Errands) -> bytes:
    """Of thousands it takes a while."""
    return (await asyncio.to_thread(errands.model_dump_json)).encode()


async def _written(request: Request, node: Node, revision: int, within: float) -> bool:
    """Waits for documents newer than that; False when there were none, or the node is about to end."""
    newer = node.reached(revision + 1, published=False, within=max(0.0, within))
    return await unless_leaving(request, newer)


@router.post("/reports", response_model=Taken, summary="What a place finds", openapi_extra=_sent())
async def take_reports(request: Request, node: ThisNode) -> Response:
    """Each replaces what the place said of the task before. What it does not run is counted and ignored."""
    sent = await read_json(request)
    try:
        words = await asyncio.to_thread(Words.model_validate, sent)
    except ValidationError as error:
        raise DocumentError(problems_of(error.errors()[:10], "reports")) from None
    return respond(await take(node, words))


@router.get("/status/places", response_model=list[PlaceStatus], responses=TOLD, summary="How every place is")
async def read_places(request: Request, node: ThisNode, cut: Annotated[Cut, Depends()]) -> Response:
    """How many tasks it runs, when it was last heard of, and if it is silent: nothing that it said is fresh."""
    found = places(node)
    return page(request, cut, sorted(found), found.__getitem__, list[PlaceStatus])
