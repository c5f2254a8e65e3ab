"""Does the name server give the answer that it should?"""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal, Self

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from pydantic import AfterValidator, Field, model_validator

from trunkline.documents.monitors.asks import Datagram, Exchange, Finding
from trunkline.documents.monitors.monitor import PortMonitor
from trunkline.documents.monitors.words import milliseconds

UDP_SIZE = 1232
"""Bytes of an answer; what fits through nearly every network in one piece."""

SHOWN = 5
"""Records of an answer that are told."""


def _name(value: str) -> str:
    try:
        return dns.name.from_text(value).to_text()
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(f"{value!r} is not a domain name: {error}") from None


def _type(value: str) -> str:
    try:
        found = dns.rdatatype.from_text(value)
    except dns.rdatatype.UnknownRdatatype:
        raise ValueError(f"{value!r} is not a record type: write A, AAAA, SOA, TXT …") from None
    if dns.rdatatype.is_metatype(found):
        raise ValueError(f"{value} is not the type of a record")
    return dns.rdatatype.to_text(found)


def _rcode(value: str) -> str:
    try:
        return dns.rcode.to_text(dns.rcode.from_text(value))
    except (dns.rcode.UnknownRcode, ValueError):
        raise ValueError(f"{value!r} is not an answer code: write NOERROR, NXDOMAIN, REFUSED …") from None


class DnsMonitor(PortMonitor):
    """One question over UDP: judged by its answer code, and by a text that must stand in the answer."""

    default_port: ClassVar[int | None] = 53

    protocol: Literal["dns"] = Field(description="how to look")
    query_name: Annotated[str, AfterValidator(_name)] = Field(description="the domain name to ask for")
    query_type: Annotated[str, AfterValidator(_type)] = Field("A", description="the record type to ask for")
    rcode: Annotated[str, AfterValidator(_rcode)] = Field("NOERROR", description="the answer code that is well")
    answer: str | None = Field(
        None, min_length=1, description="a record of that type, as in a zone file, which the answer must hold"
    )
    recursive: bool = Field(False, description="ask the server to resolve the name for us (RD)")

    def ask(self, token: int) -> Exchange:
        """The question; the server repeats the token."""
        flags = dns.flags.RD if self.recursive else 0
        query = dns.message.make_query(
            self.query_name, self.query_type, id=token, flags=flags, use_edns=0, payload=UDP_SIZE
        )
        return Exchange(partial(self.judge, query), query.to_wire())

    def judge(self, query: dns.message.Message, reply: Datagram) -> Finding:
        """The answer code and, if one is given, the record must be as expected."""
        if reply.payload is None or reply.latency is None:
            return Finding(False, f"no answer within {self.timeout:g} s")
        try:
            answer = dns.message.from_wire(reply.payload, ignore_trailing=True)
        except dns.exception.DNSException as error:
            return Finding(False, f"the answer is not DNS: {error}")
        if not query.is_response(answer):
            return Finding(False, "the answer is to another question")
        code = dns.rcode.to_text(answer.rcode())
        if code != self.rcode:
            return Finding(False, f"{code}, expected {self.rcode}")
        if self.answer is not None and self._expected not in (found := _records(answer, self.query_type)):
            cut = ", and the answer is cut short (TC)" if answer.flags & dns.flags.TC else ""
            there = ", ".join(str(data) for data in found[:SHOWN]) or "nothing"
            return Finding(False, f"{code}, but the answer has {there}, not {self.answer}{cut}")
        return Finding(True, f"{code} in {milliseconds(reply.latency)}")

    @property
    def _expected(self) -> dns.rdata.Rdata | None:
        if self.answer is None:
            return None
        return dns.rdata.from_text(dns.rdataclass.IN, self.query_type, self.answer, dns.name.root, relativize=False)

    @model_validator(mode="after")
    def _answer_is_of_the_type(self) -> Self:
        try:
            _ = self._expected
        except (dns.exception.DNSException, ValueError) as error:
            raise ValueError(f"answer {self.answer!r} is no data of a {self.query_type} record: {error}") from None
        return self


def _records(answer: dns.message.Message, query_type: str) -> list[dns.rdata.Rdata]:
    kind = dns.rdatatype.from_text(query_type)
    return [data for records in answer.answer if records.rdtype == kind for data in records]
