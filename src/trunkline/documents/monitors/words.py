"""What several protocols say alike, and the forms of text that several of them take."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints

from trunkline.documents.document import VISIBLE


def milliseconds(seconds: float) -> str:
    """0.0012 is "1.2 ms", 0.25 is "250 ms"."""
    value = seconds * 1000
    return f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"


def _one_host(value: str) -> str:
    try:
        split = urlsplit(f"//{value}")
        if split.hostname and split.netloc == value and split.username is None and split.port != 0:
            return value
    except ValueError:  # brackets, or a port beyond 65535
        pass
    raise ValueError(f"{value!r} is not a host: a name or an address, perhaps with :port")


Host = Annotated[str, StringConstraints(pattern=VISIBLE), AfterValidator(_one_host)]
"""A host as it stands in a URL (RFC 3986 section 3.2.2); an IPv6 address in brackets."""


def _payload(value: str) -> str:
    if value.startswith(HEX):
        try:
            bytes.fromhex(value.removeprefix(HEX))
        except ValueError:
            raise ValueError(f"{value!r} is not hexadecimal: write pairs of digits, as in 'hex: 00 ff'") from None
    return value


HEX = "hex:"

Payload = Annotated[str, StringConstraints(strip_whitespace=False), AfterValidator(_payload)]
"""Bytes: text as it stands, line ends included, or `hex:` with pairs of digits."""


def bytes_of(payload: str) -> bytes:
    """The bytes that a Payload means; text is UTF-8."""
    return bytes.fromhex(payload.removeprefix(HEX)) if payload.startswith(HEX) else payload.encode()
