"""What machines ask without a token: does it live, does it serve, and its metrics."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from trunkline.api.access import ThisNode
from trunkline.api.bodies import respond

router = APIRouter(tags=["wellbeing"])


@dataclass(frozen=True, slots=True)
class Alive:
    """The process answers."""

    alive: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """If the node answers DNS queries, and why."""

    ready: bool
    because: str


@router.get("/healthz", response_model=Alive, summary="Does the process live")
async def read_life() -> Response:
    """200 as long as it can say so."""
    return respond(Alive(True))


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}}, summary="Does it answer DNS queries")
async def read_readiness(node: ThisNode) -> Response:
    """200 if ready, else 503; both say why."""
    return respond(Ready(node.ready, node.because), status=200 if node.ready else 503)


@router.get("/metrics", response_class=Response, summary="Metrics for Prometheus")
async def read_metrics(request: Request) -> Response:
    """Counters and gauges in Prometheus' text format."""
    body = await asyncio.to_thread(generate_latest, request.app.state.metrics)
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})
