"""How everything stands: the node, how much it holds, and each address, pool and access domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from trunkline.api.access import ThisNode
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.api.lists import TOLD, Cut, page
from trunkline.api.wanted import WANTED, Wanted, WantedStandings
from trunkline.control import status
from trunkline.control.standings import AddressStatus, DomainStatus, NodeStatus, PoolStatus, Summary
from trunkline.control.traffic import Traffic, traffic
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.pool import Pool
from trunkline.node import Node


@dataclass(frozen=True)
class Judged:
    """A kind that has a health: what is told of each, and by which function."""

    model: type[Document]
    shape: type
    tell: Callable[[Node, str], Any]

    def read(self, request: Request, node: Node, cut: Cut, wanted: Wanted, standing_as: WantedStandings) -> Response:
        """A page of those that are wanted."""
        config, kind = node.compiled_config, self.model.kind
        keys = [
            key
            for key, standing in sorted(status.standings(node, kind).items())
            if standing_as.holds(standing) and wanted.holds(config.documents[kind, key], config)
        ]
        return page(request, cut, keys, lambda key: self.tell(node, key), GenericAlias(list, (self.shape,)))


JUDGED = (
    Judged(Address, AddressStatus, status.address),
    Judged(Pool, PoolStatus, status.pool),
    Judged(AccessDomain, DomainStatus, status.access_domain),
)


def standing_routes() -> APIRouter:
    """The node's own, and a list for each kind that has a health."""
    router = first_version("status")
    router.add_api_route("/status", read_status, response_model=NodeStatus, summary="How the node is")
    router.add_api_route("/summary", read_summary, response_model=Summary, summary="How much there is")
    router.add_api_route("/traffic", read_traffic, response_model=Traffic, summary="How often it was asked")
    for one in JUDGED:
        title = one.model.kind.replace("_", " ")
        router.add_api_route(
            f"/status/{SECTION_OF[one.model.kind]}",
            _route(one),
            response_model=GenericAlias(list, (one.shape,)),
            responses=TOLD,
            summary=f"How every {title} is",
        )
    return router


async def read_status(node: ThisNode) -> Response:
    """Ready or not and why, the revision it answers by, how many documents, where it listens, what the brake holds."""
    return respond(status.node_status(node))


async def read_summary(node: ThisNode) -> Response:
    """Documents by section, health tasks, and probe tasks, which are health tasks times the places that run them."""
    return respond(status.summary(node))


async def read_traffic(node: ThisNode) -> Response:
    """Queries in all, by access domain and by line, since the process started: two answers make a rate."""
    return respond(traffic(node))


def _route(judged: Judged) -> Callable[..., Any]:
    narrowed = Depends(WANTED[judged.model])

    async def read_standings(
        request: Request,
        node: ThisNode,
        cut: Annotated[Cut, Depends()],
        standing_as: Annotated[WantedStandings, Depends()],
        wanted: Wanted = narrowed,
    ) -> Response:
        """A page of them by key, as far as they are wanted: health, whether it takes part, and why. The ETag stands
        for all that is told."""
        return judged.read(request, node, cut, wanted, standing_as)

    return read_standings
