"""A line of one's own: a class of askers by network or AS number, above all others (gtm.md section 7.1)."""

from __future__ import annotations

import re
import reprlib
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from trunkline.documents.document import Document, LineCode

LARGEST_ASN = (1 << 32) - 1
_WITH_AS = re.compile("[Aa][Ss][0-9]{1,10}")


def _number_of(written: Any) -> Any:
    """AS64500 is 64500; what is no text is left to be judged as a number. Raises ValueError for any other text."""
    if not isinstance(written, str):
        return written
    if not _WITH_AS.fullmatch(written):
        raise ValueError(f"should be an AS number, 64500 without quotes or AS64500, not {reprlib.repr(written)}")
    return int(written[2:])


_Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ASN)]
_Written = _Number | Annotated[str, Field(pattern=f"^{_WITH_AS.pattern}$")]

Asn = Annotated[_Number, BeforeValidator(_number_of, json_schema_input_type=_Written)]
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
