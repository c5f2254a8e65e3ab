"""Names of the DNS as documents hold them: lower case, absolute, without the final dot."""

from __future__ import annotations

import re
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


def wire_of(text: str) -> bytes:
    """The same from a name in its one spelling; without escapes there is nothing to parse."""
    if "\\" in text or text == ".":
        return to_wire(dns.name.from_text(text))
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def with_parents(text: str) -> list[str]:
    """A name in its one spelling and all names above it but the root, nearest first."""
    labels = re.findall(r"(?:\\.|[^.\\])+", text) if "\\" in text else text.split(".")
    return [".".join(labels[depth:]) for depth in range(len(labels))]


def hosted_name(text: str) -> str:
    """The same for a name that we answer for: not the root (which "" and "@" would also be), and no spaces in it."""
    if text in ("", "@", ".") or any(letter.isspace() for letter in text):
        raise ValueError(f"{text!r} is not a domain name to answer for")
    return normal_name(text)


DomainName = Annotated[str, AfterValidator(hosted_name)]
"""A domain name in its one spelling; internationalised labels become their ASCII form."""
