"""Records from text by dnspython: what a zone holds, and every fault in it with its field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer
from dns.rdatatype import RdataType

from trunkline.documents.dns_name import to_text


class WrittenSet(Protocol):
    """A record set as an operator writes it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def ttl(self) -> int | None: ...
    @property
    def data(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a zone: a dotted field below it, the message, and the way out."""

    field: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ReadSet:
    """One record set with its data understood. `field` is where it was written."""

    ttl: int
    rdatas: tuple[dns.rdata.Rdata, ...]
    field: str


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Contents:
    """A zone's record sets by absolute name and type, and the faults found on the way."""

    origin: dns.name.Name
    sets: Mapping[dns.name.Name, Mapping[RdataType, ReadSet]]
    faults: tuple[Fault, ...]

    def has(self, name: dns.name.Name, type_: RdataType) -> bool:
        """Whether there is a record set of exactly that name and type."""
        return type_ in self.sets.get(name, {})

    def cut_above(self, name: dns.name.Name) -> dns.name.Name | None:
        """The delegation that `name` stands at or under, the topmost one; None when the zone itself answers."""
        labels = len(name.labels) - len(self.origin.labels)
        for depth in range(labels - 1, -1, -1):
            candidate = dns.name.Name(name.labels[depth:])
            if self.has(candidate, RdataType.NS):
                return candidate
        return None


LARGEST_SET = 65_000
"""Bytes of all records of a set: a message has 65,535 at most, and the question and EDNS want some of them."""

OF_EACH = 12
"""Bytes that a record takes beside its data where its name is a pointer (RFC 1035 section 4.1.3)."""

BESIDE_CNAME = frozenset({RdataType.CNAME, RdataType.RRSIG, RdataType.NSEC, RdataType.KEY})
"""RFC 2181 section 10.1 and RFC 4034 section 2.5: all that may stand beside a CNAME."""


def read_records(origin: str, ttl: int, written: Sequence[WrittenSet]) -> Contents:
    """Reads each set; a faulty one is left out of `sets` and told in `faults`."""
    zone = dns.name.from_text(origin)
    sets: dict[dns.name.Name, dict[RdataType, ReadSet]] = {}
    faults: list[Fault] = []
    for place, item in enumerate(written):
        field = f"records.{place}"
        try:
            name, type_, found = _read_set(zone, ttl, item, field)
        except _Faulty as faulty:
            faults.append(faulty.fault)
            continue
        if earlier := sets.setdefault(name, {}).get(type_):
            remedy = f"put all of its data into {earlier.field}"
            faults.append(Fault(field, f"{to_text(name)} has a second {type_.name} record set", remedy))
            continue
        sets[name][type_] = found
    faults.extend(_faults_between(zone, sets))
    return Contents(zone, sets, tuple(faults))


class _Faulty(Exception):
    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        self.fault = Fault(field, message, remedy)


def _read_set(zone: dns.name.Name, ttl: int, item: WrittenSet, field: str) -> tuple[dns.name.Name, RdataType, ReadSet]:
    name = _read_name(zone, item.name, f"{field}.name")
    _refuse_doubled(zone, item.name, f"{field}.name")
    type_ = _read_type(item.type, f"{field}.type")
    rdatas = dict(_read_rdata(zone, type_, text, f"{field}.data.{place}") for place, text in enumerate(item.data))
    _refuse_too_large(rdatas.values(), name, type_, f"{field}.data")
    return name, type_, ReadSet(ttl if item.ttl is None else item.ttl, tuple(rdatas), field)


def _refuse_too_large(sizes: Collection[int], name: dns.name.Name, type_: RdataType, field: str) -> None:
    """A set is told whole or not at all, and a larger one could be told to nobody (RFC 2181 section 5)."""
    size = sum(sizes) + OF_EACH * len(sizes)
    if size > LARGEST_SET:
        room = f"and a message has room for {LARGEST_SET:,}"
        message = f"the {type_.name} records of {to_text(name)} take {size:,} bytes, {room}"
        raise _Faulty(field, message, "write fewer, or put less data in them")


def _read_name(zone: dns.name.Name, text: str, field: str) -> dns.name.Name:
    try:
        name = dns.name.from_text(text, origin=zone).canonicalize()
    except (dns.exception.DNSException, UnicodeError) as error:
        raise _Faulty(field, f"{text!r} is not a domain name: {error}") from None
    if not name.is_subdomain(zone):
        remedy = f"a name without final dot is relative to {to_text(zone)}; or give it a zone of its own"
        raise _Faulty(field, f"{text} is outside the zone {to_text(zone)}", remedy)
    return name


def _read_type(text: str, field: str) -> RdataType:
    try:
        type_ = dns.rdatatype.from_text(text)
    except (dns.rdatatype.UnknownRdatatype, ValueError):
        raise _Faulty(field, f"unknown record type {text!r}", "as in a zone file: A, MX, TYPE65280 …") from None
    if type_ == RdataType.NONE or dns.rdatatype.is_metatype(type_):  # these stand in messages, never in a zone
        raise _Faulty(field, f"{text} is no type for data")
    return type_


def _read_rdata(zone: dns.name.Name, type_: RdataType, text: str, field: str) -> tuple[dns.rdata.Rdata, int]:
    """The data, and how many bytes they are: what cannot be written as bytes is a fault as well."""
    tokens = dns.tokenizer.Tokenizer(text)
    try:
        rdata = dns.rdata.from_text(dns.rdataclass.IN, type_, tokens, origin=zone, relativize=False)
        rest = tokens.get(want_comment=True)
        size = len(rdata.to_wire() or b"")
    except Exception as error:  # dnspython raises ValueError and kin for some types beside its own family
        remedy = f"write it as in a zone file, for example {EXAMPLES[type_]!r}" if type_ in EXAMPLES else ""
        raise _Faulty(field, f"{_short(text)} is not {type_.name} data: {error}", remedy) from None
    if rdata.rdcomment is not None:
        remedy = "a text with ; in it stands in double quotes, inside the quotes of YAML"
        raise _Faulty(field, f"what follows ; in {_short(text)} would be lost as a comment", remedy)
    if not rest.is_eof():
        raise _Faulty(field, f"{_short(text)} is more than one line", "write one text a record")
    if type_ in NAME_AT_THE_END:
        _refuse_doubled(zone, text, field)
    return rdata, size


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _refuse_doubled(zone: dns.name.Name, text: str, field: str) -> None:
    """www.example.com in the zone example.com means www.example.com.example.com, which nobody means."""
    tail = to_text(zone)
    if f".{text}".lower().endswith((f".{tail}", f" {tail}")):
        message = f"{text} has no final dot, so it means {text}.{tail}"
        raise _Faulty(field, message, f"write {text}. with a final dot, or leave {tail} out")


NAME_AT_THE_END = frozenset(
    {RdataType.CNAME, RdataType.DNAME, RdataType.MX, RdataType.NS, RdataType.PTR, RdataType.SRV}
)
"""Types whose data end in a domain name."""


EXAMPLES = {
    RdataType.A: "192.0.2.1",
    RdataType.AAAA: "2001:db8::1",
    RdataType.CNAME: "www.example.com.",
    RdataType.MX: "10 mail.example.com.",
    RdataType.NS: "ns1.example.com.",
    RdataType.SRV: "0 5 443 www.example.com.",
    RdataType.TXT: '"v=spf1 -all"',
    RdataType.CAA: '0 issue "ca.example.net"',
    RdataType.SOA: "ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 300",
}


def _faults_between(zone: dns.name.Name, sets: Mapping[dns.name.Name, Mapping[RdataType, ReadSet]]) -> Iterator[Fault]:
    if RdataType.NS not in sets.get(zone, {}):
        remedy = "add {name: '@', type: NS, data: [ns1.example.com.]} with your own name servers"
        yield Fault("records", f"{to_text(zone)} names no name servers", remedy)
    for name, types in sets.items():
        yield from _faults_at(zone, name, types)


def _faults_at(zone: dns.name.Name, name: dns.name.Name, types: Mapping[RdataType, ReadSet]) -> Iterator[Fault]:
    if cname := types.get(RdataType.CNAME):
        others = sorted(type_.name for type_ in types if type_ not in BESIDE_CNAME)
        if others:
            remedy = "keep the CNAME or the others, not both"
            yield Fault(cname.field, f"{to_text(name)} has a CNAME beside {', '.join(others)}", remedy)
        if len(cname.rdatas) > 1:
            yield Fault(f"{cname.field}.data", f"{to_text(name)} has {len(cname.rdatas)} CNAMEs", "keep one")
    if dname := types.get(RdataType.DNAME):
        if name != zone and RdataType.NS in types:
            remedy = "keep one: the DNAME of a delegated zone stands in that zone (RFC 6672 section 2.3)"
            yield Fault(dname.field, f"{to_text(name)} has a DNAME beside NS", remedy)
        if len(dname.rdatas) > 1:
            yield Fault(f"{dname.field}.data", f"{to_text(name)} has {len(dname.rdatas)} DNAMEs", "keep one")
    if soa := types.get(RdataType.SOA):
        if name != zone:
            yield Fault(soa.field, f"an SOA at {to_text(name)}", f"it belongs at @, {to_text(zone)}")
        if len(soa.rdatas) > 1:
            yield Fault(f"{soa.field}.data", f"{len(soa.rdatas)} SOA records", "keep one")
