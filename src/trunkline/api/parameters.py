"""Query parameters that nobody documented are refused: a mistyped filter must not list everything."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

from fastapi import Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from trunkline.errors import DocumentError, Problem

LAST_MOMENT = 253_402_300_799.0
"""The end of the year 9999, in seconds since the epoch."""

Seconds = Annotated[float | None, Query(ge=0, le=LAST_MOMENT, allow_inf_nan=False)]
"""A moment, in seconds since the epoch."""

Revision = Annotated[int, Query(ge=0, le=2**53 - 1)]

Contains = Annotated[str | None, Query(max_length=200)]


async def refuse_unknown(request: Request) -> None:
    """Raises DocumentError naming each unknown parameter, and the one that may be meant."""
    route: APIRoute = request.scope["route"]
    known = tuple(dict.fromkeys(_names(route.dependant)))
    faults = [_unknown(name, known) for name in dict.fromkeys(request.query_params) if name not in known]
    if faults:
        raise DocumentError(faults)


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for below in dependant.dependencies:
        yield from _names(below)


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    close = get_close_matches(name, known, n=1)
    listed = f"known here: {', '.join(known)}" if known else "there are none here"
    return Problem("query", name[:80], "unknown parameter", f"did you mean {close[0]}?" if close else listed)
