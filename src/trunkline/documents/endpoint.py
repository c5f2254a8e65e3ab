"""Where a server is found: an IPv4 address, an IPv6 address or a domain name, each in its one spelling."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator

from trunkline.documents.dns_name import normal_name

EndpointType = Literal["IPv4", "IPv6", "domain"]

BROADCAST = IPv4Address("255.255.255.255")

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
"""A host's name (RFC 1123 section 2.1); names with _ are in use too."""


def normal_endpoint(text: str) -> str:
    """The one spelling; raises ValueError with the reason for what can be no server's address or name."""
    try:
        parsed = ip_address(text)
    except ValueError:
        return _normal_host(text)
    if "%" in text or parsed.is_unspecified or parsed.is_multicast or parsed == BROADCAST:
        raise ValueError(f"{text} is not the address of one host")
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        raise ValueError(f"{text} is an IPv4 address in IPv6 dress; write {parsed.ipv4_mapped}")
    return str(parsed)


def endpoint_type(endpoint: str) -> EndpointType:
    """Of an endpoint in its one spelling, in which no domain name ends in digits alone."""
    if ":" in endpoint:
        return "IPv6"
    return "IPv4" if endpoint.rpartition(".")[2].isdecimal() else "domain"


def _normal_host(text: str) -> str:
    """A name of two labels or more whose last is no number (RFC 3696 section 2): 192.0.2.01 is a slip, not a name.

    Looked at in its one spelling, for until then an escape or a letter of another script may hide what it is.
    """
    name = normal_name(text)
    if name.startswith("*."):
        raise ValueError(f"{text} stands for many names; name one of them")
    if not _HOST.fullmatch(name) or name.rpartition(".")[2].isdecimal():
        raise ValueError(f"{text!r} is not an IPv4 or IPv6 address, nor a domain name such as www.example.com")
    return name


Endpoint = Annotated[str, AfterValidator(normal_endpoint)]
