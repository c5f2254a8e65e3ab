"""What holds under /v1: a token of the right role is wanted, unknown parameters are refused, errors have one shape."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from trunkline.api.access import authenticated
from trunkline.api.errors import DOCUMENTED
from trunkline.api.parameters import refuse_unknown
from trunkline.api.roles import PREFIX, refuse_others


def first_version(*tags: str, under: str = "") -> APIRouter:
    """A router for routes of the first version, `under` a path or right below /v1.

    Its routes are whole as they are. FastAPI would work out each anew for a router that includes others: a third of a
    node's start, and again while its first request waits.
    """
    guards = [Depends(authenticated), Depends(refuse_others), Depends(refuse_unknown)]
    return APIRouter(prefix=f"{PREFIX}{under}", tags=[*tags], dependencies=guards, responses=DOCUMENTED)
