"""Addresses that serve together (gtm.md section 4)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, field_validator

from trunkline.documents.document import Document
from trunkline.documents.endpoint import EndpointType
from trunkline.documents.judgement import Judgement
from trunkline.documents.policy import DEFAULT_POLICY, SEQUENCE_MODE, SHARES, PolicyName, SequenceMode
from trunkline.documents.reference import AddressReference, number


class Pool(Document):
    """Addresses, how they share the work, and how many must be available for the pool to serve."""

    kind: ClassVar[str] = "pool"

    type: EndpointType = Field("IPv4", description="of all of its addresses")
    enabled: bool = Field(True, description="false: never answered with, whatever its health")
    policy: PolicyName = Field(DEFAULT_POLICY, description=f"how its addresses {SHARES}")
    sequence_mode: SequenceMode = Field("preemptive", description=SEQUENCE_MODE)
    judgement: Judgement = Field(Judgement.ANY_OK, description="how many of its addresses must be available")
    addresses: tuple[AddressReference, ...] = Field((), description="names, or references with serial, weight, lines")

    @field_validator("addresses")
    @classmethod
    def _number_addresses(cls, value: tuple[AddressReference, ...]) -> tuple[AddressReference, ...]:
        return number(value)
