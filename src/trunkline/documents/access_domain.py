"""A name whose answers are steered (gtm.md section 2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from trunkline.documents.dns_name import DomainName
from trunkline.documents.document import Document
from trunkline.documents.event import ALL_EVENTS, Event
from trunkline.documents.policy import Policy
from trunkline.documents.reference import PoolReference, number
from trunkline.documents.settings import Groups


class AccessDomain(Document):
    """Pools and how they share the work of one name and record type; it starts disabled."""

    kind: ClassVar[str] = "access_domain"

    name: DomainName = Field(description="a name in a hosted zone; *.example.com for all without one of their own")
    type: Literal["A", "AAAA"] = Field("A", description="of the records answered; A and AAAA of one name are two")
    ttl: Annotated[int, Field(strict=True, ge=1, le=86_400)] = Field(
        60, description="seconds; of every record answered"
    )
    enabled: bool = Field(False, description="true: answers instead of the zone's records of its name and type")
    policy: Policy = Field(Policy.ROUND_ROBIN, description="how its pools share the work")
    pools: tuple[PoolReference, ...] = Field((), description="names, or references with serial, weight, lines")
    alert_mode: Literal["global", "instance_config"] = Field(
        "global", description="who is told what turns in it: as settings say, or as alert_groups and alert_events here"
    )
    alert_groups: Groups = Field((), description="with instance_config: the contact groups that are told")
    alert_events: tuple[Event, ...] = Field(ALL_EVENTS, description="with instance_config: what they are told of")

    @property
    def key(self) -> str:
        """The name with the type: A and AAAA of one name are two access domains (gtm.md section 2.1)."""
        return f"{self.name}/{self.type}"

    @field_validator("pools")
    @classmethod
    def _number_pools(cls, value: tuple[PoolReference, ...]) -> tuple[PoolReference, ...]:
        return number(value)
