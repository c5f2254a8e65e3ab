"""A question to the engine as a resolver would put it, and what the response says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import dns.edns
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from trunkline.documents.dns_name import normal_name
from trunkline.errors import DocumentError, Problem

PAYLOAD = 1232
"""Bytes we take over UDP; the DNS flag day 2020 value."""


@dataclass(frozen=True, slots=True)
class Said:
    """A response in words: one text a record, its smallest TTL, the names a CNAME chain led through."""

    rcode: str
    answer: tuple[str, ...]
    ttl: int | None
    scope: int | None
    names: tuple[str, ...]


def question(name: str, type_: str, asker: str) -> dns.message.Message:
    """Asks for `name` on behalf of `asker`, whole address in the client subnet option (RFC 7871).

    Raises DocumentError naming the parameter that is wrong.
    """
    subnet = dns.edns.ECSOption(asker, 32 if ip_address(asker).version == 4 else 128)
    return dns.message.make_query(dns.name.from_text(name), type_, use_edns=0, payload=PAYLOAD, options=[subnet])


def checked(name: str, type_: str, asker: str | None = None) -> tuple[str, str]:
    """The name and type in their one spelling; raises DocumentError naming the parameter that is wrong."""
    if asker is not None:
        _read("from", _address, asker)
    return (
        _read("name", _asked_name, name),
        _read("type", lambda text: dns.rdatatype.from_text(text).name, type_),
    )


def _asked_name(text: str) -> str:
    """The root may be asked for too."""
    if any(letter.isspace() for letter in text):
        raise ValueError(f"{text!r} is not a domain name: there is a space in it")
    return normal_name(text)


def _address(text: str) -> str:
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.scope_id:
        raise ValueError(f"{text!r} names an interface of one machine: leave it out, from the % on")
    return str(address)


def _read(field: str, reader: Callable[[str], str], text: str) -> str:
    try:
        return reader(text)
    except (ValueError, dns.rdatatype.UnknownRdatatype) as error:
        message = str(error) if isinstance(error, ValueError) else f"{text!r} is no record type"
        raise DocumentError([Problem("query", field, message)]) from None


def read_response(name: str, response: dns.message.Message) -> Said:
    """What a response says to the one who asked for `name`."""
    chain = [rrset for rrset in response.answer if rrset.rdtype is dns.rdatatype.CNAME]
    answer = tuple(rdata.to_text() for rrset in response.answer if rrset not in chain for rdata in rrset)
    scopes = [option.scopelen for option in response.options if isinstance(option, dns.edns.ECSOption)]
    return Said(
        dns.rcode.to_text(response.rcode()),
        answer or tuple(f"CNAME {rrset[0].target}" for rrset in chain),
        min((rrset.ttl for rrset in response.answer), default=None),
        scopes[0] if scopes else None,
        (name, *(normal_name(rrset[0].target.to_text()) for rrset in chain)),
    )
