"""A line of one's own: a class of askers by network or AS number, above all others (gtm.md section 7.1)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from trunkline.documents.document import Document, LineCode

LARGEST_ASN = (1 << 32) - 1


def _number_of(written: Any) -> Any:
    """AS64500 is 64500; what is none is left to be refused."""
    digits = written[2:] if isinstance(written, str) and written[:2].upper() == "AS" else ""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else written


Asn = Annotated[int, BeforeValidator(_number_of), Field(strict=True, ge=1, le=LARGEST_ASN)]
"""The number of an autonomous system (RFC 6793); AS64500 may be written too."""


class OwnLine(Document):
    """Networks, and autonomous systems, that get a line code; its name is the code."""

    kind: ClassVar[str] = "line"

    name: LineCode = Field(description="the line's code, as pools refer to it")
    title: str = Field("", description="for people, in any script")
    networks: tuple[str, ...] = Field((), description="CIDR prefixes, IPv4 and IPv6; they go before AS numbers")
    asns: tuple[Asn, ...] = Field(
        (), description="AS numbers, 64500 or AS64500: all networks that the line table knows to be theirs"
    )

    @field_validator("networks")
    @classmethod
    def _are_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(prefix_of(text)) for text in value)

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if not (self.networks or self.asns):
            raise ValueError("a line needs networks or asns: at least one of either")
        return self


def prefix_of(text: str) -> IPv4Network | IPv6Network:
    """The network; ValueError says why the text is none."""
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a prefix: {_whole(text) or error}") from None


def _whole(text: str) -> str:
    """What to write in place of a prefix with host bits; empty if it is wrong in another way."""
    try:
        return f"it has host bits set, write {ip_network(text, strict=False)}"
    except ValueError:
        return ""
