"""What one network may have, so that a flood from one place, or in its name, costs the others nothing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from trunkline.documents.document import Part
from trunkline.documents.line import prefix_of

Rate = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Connections = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

MOST_EXEMPT = 1000


class Floods(Part):
    """How much a node gives to one network, a /24 or a /56: answers over UDP, and connections over TCP."""

    alike_per_second: Rate | None = Field(
        None, description="UDP responses that say the same of the same name, to one network; default: as many as come"
    )
    responses_per_second: Rate | None = Field(
        None, description="UDP responses to one network, whatever they say; default: as many as come"
    )
    slip: Annotated[int, Field(strict=True, ge=0, le=100)] = Field(
        2, description="of those above a rate every so-many-th says: ask over TCP; the others are dropped; 0: all are"
    )
    connections: Connections = Field(1024, description="TCP connections to one node at once")
    connections_per_network: Connections = Field(128, description="of these, how many one network may hold")
    query_seconds: Annotated[int, Field(strict=True, ge=1, le=600)] = Field(
        5, description="within which a query over TCP has to come whole; a connection that says nothing is as late"
    )
    exempt: Annotated[tuple[str, ...], Field(max_length=MOST_EXEMPT)] = Field(
        (), description="CIDR prefixes of resolvers that one trusts: neither rates nor the share of connections hold"
    )

    @field_validator("exempt")
    @classmethod
    def _are_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(prefix_of(text)) for text in value)
