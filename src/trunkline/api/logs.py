"""What happened: who changed what, and the logs of alerts, deliveries, switches and standings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Response

from trunkline.api.access import Asking, ThisNode
from trunkline.api.bodies import respond
from trunkline.api.first_version import first_version
from trunkline.api.parameters import Contains, Seconds
from trunkline.control import logs
from trunkline.control.history import history
from trunkline.control.logs import LoggedAlert, LoggedDelivery, LoggedStanding, LoggedSwitch, Sought
from trunkline.control.outcome import Past

router = first_version("logs")

Since = Annotated[Seconds, Query(description="only from then on, in seconds since the epoch")]
Until = Annotated[Seconds, Query(description="only up to then, in seconds since the epoch")]
Limit = Annotated[int, Query(ge=1, le=1000, description="how many")]


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries of a log are wanted."""

    kind: Annotated[str | None, Query(description="only about this kind, such as address")] = None
    key: Annotated[str | None, Query(description="only about this document")] = None
    since: Since = None
    until: Until = None
    contains: Annotated[Contains, Query(description="only with this in the key or a text, in any case")] = None
    limit: Limit = 100
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1, description="only entries numbered below this")] = None

    @property
    def sought(self) -> Sought:
        """The same for the floor below."""
        return Sought(self.kind, self.key, self.since, self.until, self.contains, self.limit, self.before)


Wanted = Annotated[Search, Depends()]


@router.get("/history", response_model=list[Past], summary="Who changed what, when and why")
async def read_history(
    node: ThisNode,
    who: Asking,
    kind: Annotated[str | None, Query(description="only changes of this kind")] = None,
    key: Annotated[str | None, Query(description="only changes of this document")] = None,
    by: Annotated[str | None, Query(description="only what this token's holder wrote")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1, description="only writes older than this revision")] = None,
) -> Response:
    """Newest first; with `kind` and `key` only what changed such documents. Of documents that the token may not read
    `before` and `after` are empty."""
    found = await history(
        node, reader=who.role, kind=kind, key=key, limit=limit, before=before, since=since, until=until, by=by
    )
    return respond(found, shape=tuple[Past, ...])


@router.get("/logs/alerts", response_model=list[LoggedAlert], summary="What turned, and who was to be told")
async def read_alerts(node: ThisNode, wanted: Wanted) -> Response:
    """Newest first."""
    return respond(await logs.alerts(node, wanted.sought), shape=tuple[LoggedAlert, ...])


@router.get("/logs/deliveries", response_model=list[LoggedDelivery], summary="What became of alerts on each channel")
async def read_deliveries(node: ThisNode, wanted: Wanted) -> Response:
    """Newest first; about contact groups."""
    return respond(await logs.deliveries(node, wanted.sought), shape=tuple[LoggedDelivery, ...])


@router.get("/logs/switches", response_model=list[LoggedSwitch], summary="What each line was answered, and why")
async def read_switches(node: ThisNode, wanted: Wanted) -> Response:
    """Newest first; about access domains."""
    return respond(await logs.switches(node, wanted.sought), shape=tuple[LoggedSwitch, ...])


@router.get("/logs/standings", response_model=list[LoggedStanding], summary="How addresses and pools stood")
async def read_standings(node: ThisNode, wanted: Wanted) -> Response:
    """Newest first."""
    return respond(await logs.standings(node, wanted.sought), shape=tuple[LoggedStanding, ...])
