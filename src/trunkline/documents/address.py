"""One server's address as an answer (gtm.md section 5)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from trunkline.documents.document import Document
from trunkline.documents.policy import Judgement
from trunkline.documents.reference import MonitorReference

AddressType = Literal["IPv4", "IPv6"]

BROADCAST = IPv4Address("255.255.255.255")


class Address(Document):
    """An endpoint, who checks it, and whether a failed check takes it out of the answers by itself."""

    kind: ClassVar[str] = "address"

    endpoint: str = Field(description="an IPv4 or IPv6 address")
    enabled: bool = Field(True, description="false: out of every answer, whatever its health")
    mode: Literal["auto", "manual"] = Field("auto", description="manual: health only tells; manual_status decides")
    manual_status: Literal["available", "unavailable"] = Field("available", description="counts in manual mode only")
    judgement: Judgement = Field(Judgement.ANY_OK, description="how many of its monitors must be ok")
    monitors: tuple[MonitorReference, ...] = Field((), description="how it is checked; none: it always counts as up")

    @field_validator("endpoint")
    @classmethod
    def _is_one_host(cls, value: str) -> str:
        try:
            parsed = ip_address(value)
        except ValueError:
            raise ValueError(f"{value!r} is not an IPv4 or IPv6 address") from None
        if "%" in value or parsed.is_unspecified or parsed.is_multicast or parsed == BROADCAST:
            raise ValueError(f"{value} is not the address of one host")
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
            raise ValueError(f"{value} is an IPv4 address in IPv6 dress; write {parsed.ipv4_mapped}")
        return str(parsed)

    @property
    def type(self) -> AddressType:
        """The address family, in gtm.md's words."""
        return "IPv6" if ":" in self.endpoint else "IPv4"
