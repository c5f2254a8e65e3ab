"""A zone document from a standard zone file (RFC 1035 section 5), and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import dns.exception
import dns.name
import dns.zone

from trunkline.documents.dns_name import normal_name, to_text
from trunkline.documents.zone import RecordSet, Zone
from trunkline.errors import DocumentError, Problem


def read_zone_file(text: str, origin: str, place: str) -> Zone:
    """The zone that `text` describes; raises DocumentError with file and line.

    $ORIGIN, $TTL and $GENERATE are understood; $INCLUDE is refused, for a document stands by itself. Names outside
    `origin` are kept, so that checking the document can refuse them instead of losing them.
    """
    try:
        name = normal_name(origin)
        found = dns.zone.from_text(
            f"$ORIGIN {name}.\n{text}", origin=".", relativize=False, check_origin=False, filename=place
        )
    except (dns.exception.DNSException, ValueError) as error:
        raise DocumentError([_problem(error, place)]) from None
    return Zone(name=name, records=tuple(_record_sets(found)))


def write_zone_file(zone: Zone) -> str:
    """The zone as a zone file with absolute names, in DNSSEC order of names."""
    lines = [f"$ORIGIN {zone.name}."]
    for name, types in sorted(zone.contents.sets.items()):
        for type_, found in sorted(types.items()):
            lines += [f"{name.to_text()} {found.ttl} IN {type_.name} {rdata.to_text()}" for rdata in found.rdatas]
    return "\n".join(lines) + "\n"


def _record_sets(found: dns.zone.Zone) -> Iterator[RecordSet]:
    for name, rdataset in found.iterate_rdatasets():
        data = tuple(rdata.to_text() for rdata in rdataset)
        yield RecordSet(name=f"{to_text(name)}.", type=rdataset.rdtype.name, ttl=rdataset.ttl, data=data)


def _problem(error: Exception, place: str) -> Problem:
    """dnspython says "place:line: what"; the $ORIGIN put before shifted its lines by one."""
    said = re.match(rf"{re.escape(place)}:(\d+): (.*)", str(error), re.DOTALL)
    if not said:
        return Problem(place, "", f"not a zone file: {error}")
    return Problem(f"{place}:{int(said[1]) - 1}", "", said[2])
