"""Whether anything moved: a question that waits, for pages and programs that show how things are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import is_known, respond, unchanged
from trunkline.api.first_version import first_version
from trunkline.api.waiting import LONGEST_WAIT, unless_leaving

router = first_version("status")

_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing moved since If-None-Match"}}


@dataclass(frozen=True, slots=True)
class Moved:
    """How far the node is: the newest documents' revision, and how it stands in words."""

    revision: int
    because: str


@router.get("/changes", response_model=Moved, responses=_UNCHANGED, summary="Wait until anything moves")
async def read_changes(
    request: Request,
    node: ThisNode,
    wait: Annotated[
        float, Query(ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="seconds to wait for a change")
    ] = 0,
) -> Response:
    """The ETag stands for all documents and standings: sent back as `If-None-Match`, the answer waits until one of
    them changes, or is 304 after `wait` seconds. What changed is for the lists to tell."""
    moves = node.moves
    if is_known(request, _tag(request, moves)) and not await unless_leaving(request, node.moved_on(moves, wait)):
        return unchanged(_tag(request, moves))
    told = respond(Moved(node.config.revision, node.because))
    told.headers["ETag"] = _tag(request, node.moves)
    return told


def _tag(request: Request, moves: int) -> str:
    """Counted from the start of this process: whoever knew another one is told at once."""
    return f'"{request.app.state.born}-{moves}"'
