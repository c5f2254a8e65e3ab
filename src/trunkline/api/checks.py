"""The last checks, as numbers: what latency looks like over the last minutes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.control.checks import CheckedTask, checks
from trunkline.health.recent import KEPT

router = first_version("status")

MOST = 100
"""Addresses in one question."""


@router.get("/checks", response_model=list[CheckedTask], summary="How the last checks of addresses went")
async def read_checks(
    node: ThisNode,
    address: Annotated[list[str], Query(description="the name of an address", min_length=1, max_length=MOST)],
    last: Annotated[int, Query(ge=1, le=KEPT, description="how many checks of each task at each place")] = KEPT,
) -> Response:
    """By task and place, the oldest first; latency in seconds, null where no answer came. The node keeps them in its
    memory: they begin anew when it does."""
    return respond(checks(node, address, last), shape=tuple[CheckedTask, ...])
