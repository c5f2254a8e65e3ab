"""A line of one's own: a class of askers by network, above all others (gtm.md section 7.1)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import ClassVar

from pydantic import Field, field_validator

from trunkline.documents.document import Document, LineCode


class OwnLine(Document):
    """Networks that get a line code; its name is the code."""

    kind: ClassVar[str] = "line"

    name: LineCode = Field(description="the line's code, as pools refer to it")
    title: str = Field("", description="for people, in any script")
    networks: tuple[str, ...] = Field(min_length=1, description="CIDR prefixes, IPv4 and IPv6")

    @field_validator("networks")
    @classmethod
    def _are_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(prefix_of(text)) for text in value)


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
