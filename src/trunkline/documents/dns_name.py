"""Names of the DNS as documents hold them: lower case, absolute, without the final dot."""

from __future__ import annotations

from typing import Annotated

import dns.exception
import dns.name
from pydantic import AfterValidator


def normal_name(text: str) -> str:
    """The one spelling of a name; raises ValueError with the reason when it is not one (RFC 1035 section 2.3.4)."""
    try:
        return to_text(dns.name.from_text(text))
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(f"{text!r} is not a domain name: {error}") from None


def to_text(name: dns.name.Name) -> str:
    """An absolute name as documents write it; the root is "."."""
    return name.to_text(omit_final_dot=True).lower()


def to_wire(name: dns.name.Name) -> bytes:
    """Uncompressed and in lower case, as the engine compares names."""
    return b"".join(bytes([len(label)]) + label.lower() for label in name.labels)


DomainName = Annotated[str, AfterValidator(normal_name)]
"""A domain name in its one spelling; internationalised labels become their ASCII form."""
