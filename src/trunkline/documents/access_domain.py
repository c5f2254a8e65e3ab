"""A name whose answers are steered (gtm.md section 2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from trunkline.documents.dns_name import DomainName
from trunkline.documents.document import Document
from trunkline.documents.endpoint import Endpoint, EndpointType, endpoint_type
from trunkline.documents.event import ALL_EVENTS, Event
from trunkline.documents.policy import DEFAULT_POLICY, SEQUENCE_MODE, SHARES, PolicyName, SequenceMode
from trunkline.documents.reference import PoolReference, number
from trunkline.documents.settings import Groups

RecordType = Literal["A", "AAAA", "CNAME"]

ANSWERS_WITH: dict[RecordType, tuple[EndpointType, ...]] = {
    "A": ("IPv4", "domain"),
    "AAAA": ("IPv6", "domain"),
    "CNAME": ("domain",),
}
"""The types of pool that may answer for a record type; a domain name is answered as CNAME (gtm.md section 2.1)."""


class AccessDomain(Document):
    """Pools and how they share the work of one name and record type; it starts disabled."""

    kind: ClassVar[str] = "access_domain"

    name: DomainName = Field(description="a name in a hosted zone; *.example.com for all without one of their own")
    type: RecordType = Field("A", description="of the records answered; A and AAAA of one name are two")
    ttl: Annotated[int, Field(strict=True, ge=1, le=86_400)] = Field(
        60, description="seconds; of every record answered"
    )
    enabled: bool = Field(False, description="true: answers instead of the zone's records of its name and type")
    policy: PolicyName = Field(DEFAULT_POLICY, description=f"how its pools {SHARES}")
    sequence_mode: SequenceMode = Field("preemptive", description=SEQUENCE_MODE)
    parent_lines: bool = Field(
        False, description="under source_nearest, true: a line that is out is served by its wider ones before default"
    )
    all_down: Literal["all_addresses", "last_good", "records", "servfail"] = Field(
        "all_addresses", description="what is answered when nothing is available"
    )
    all_down_records: tuple[Endpoint, ...] = Field(
        (), description="for all_down records: addresses of its type, or one domain name"
    )
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

    @model_validator(mode="after")
    def _given_records_can_be_answered(self) -> Self:
        given = self.all_down_records
        if self.all_down == "records" and not given:
            raise ValueError("all_down records answers with all_down_records, and there are none")
        if len(set(given)) < len(given):
            raise ValueError("one of all_down_records stands in it twice")
        types = [endpoint_type(one) for one in given]
        if "domain" in types and len(given) > 1:
            raise ValueError("all_down_records may hold one domain name alone, for a CNAME stands alone")
        if wrong := [one for one, type_ in zip(given, types, strict=True) if type_ not in ANSWERS_WITH[self.type]]:
            wanted = " or ".join(ANSWERS_WITH[self.type])
            raise ValueError(f"all_down_records: {wrong[0]} cannot be answered for type {self.type}, but {wanted} can")
        return self
