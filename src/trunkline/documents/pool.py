"""Addresses that serve together (gtm.md section 4)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, field_validator

from trunkline.documents.address import AddressType
from trunkline.documents.document import Document
from trunkline.documents.policy import Judgement, Policy
from trunkline.documents.reference import AddressReference, number


class Pool(Document):
    """Addresses, how they share the work, and how many must be available for the pool to serve."""

    kind: ClassVar[str] = "pool"

    type: AddressType = Field("IPv4", description="of all of its addresses")
    enabled: bool = Field(True, description="false: never answered with, whatever its health")
    policy: Policy = Field(Policy.ROUND_ROBIN, description="how its addresses share the work")
    judgement: Judgement = Field(Judgement.ANY_OK, description="how many of its addresses must be available")
    addresses: tuple[AddressReference, ...] = Field((), description="names, or references with serial, weight, lines")

    @field_validator("addresses")
    @classmethod
    def _number_addresses(cls, value: tuple[AddressReference, ...]) -> tuple[AddressReference, ...]:
        return number(value)
