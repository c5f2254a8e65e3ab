"""A zone document as ready records, with the SOA that every zone must have."""

from __future__ import annotations

import dns.name
import dns.rdata
import dns.rdataclass
from dns.rdatatype import RdataType

from trunkline.documents.dns_name import to_wire
from trunkline.documents.records import Contents, ReadSet
from trunkline.documents.zone import Zone
from trunkline.snapshot.snapshot import RecordSet, ZoneRecords

REFRESH, RETRY, EXPIRE, NEGATIVE_TTL = 7200, 900, 1_209_600, 300
"""Seconds, in an SOA that the operator did not write; RIPE-203 for the first three, RFC 2308 section 5 for the last."""


def compile_zone(zone: Zone, serial: int) -> ZoneRecords:
    """The records of a zone without faults. `serial` is the SOA's when the document has none: its revision."""
    contents = zone.contents
    names = {
        to_wire(name): tuple(_ready(type_, found) for type_, found in sorted(types.items()))
        for name, types in contents.sets.items()
    }
    origin = to_wire(contents.origin)
    if not contents.has(contents.origin, RdataType.SOA):
        names[origin] = (*names.get(origin, ()), _own_soa(contents, zone.ttl, serial))
    return ZoneRecords(origin, names)


def _ready(type_: RdataType, found: ReadSet) -> RecordSet:
    return RecordSet(int(type_), found.ttl, tuple(rdata.to_wire() or b"" for rdata in found.rdatas))


def _own_soa(contents: Contents, ttl: int, serial: int) -> RecordSet:
    first_server = contents.sets[contents.origin][RdataType.NS].rdatas[0].to_text()
    timers = f"{serial & 0xFFFFFFFF} {REFRESH} {RETRY} {EXPIRE} {NEGATIVE_TTL}"
    text = f"{first_server} {_hostmaster(contents.origin).to_text()} {timers}"
    soa = dns.rdata.from_text(dns.rdataclass.IN, RdataType.SOA, text)
    return RecordSet(int(RdataType.SOA), ttl, (soa.to_wire() or b"",))


def _hostmaster(origin: dns.name.Name) -> dns.name.Name:
    try:
        return dns.name.from_text("hostmaster", origin)
    except dns.name.NameTooLong:
        return origin
