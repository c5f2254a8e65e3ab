"""What differs between two states of a document, in words: its fields, and of a zone the record sets."""

from __future__ import annotations

from collections.abc import Iterator

from dns.name import Name
from dns.rdatatype import RdataType

from trunkline.documents.dns_name import to_text
from trunkline.documents.document import Document
from trunkline.documents.zone import Zone
from trunkline.store.translate import body_of

SHOWN = 20
"""Record sets of one zone that are named; of the rest, how many."""


def changed_fields(before: Document, after: Document) -> tuple[str, ...]:
    """The names of the top fields that differ; in place of a zone's `records`, "+ mail.example.com A" and so on.

    A record set is + new, ~ changed or - gone. A zone whose record sets only stand in another order says `records`.
    """
    old, new = body_of(before), body_of(after)
    fields = sorted(field for field in old.keys() | new.keys() if old.get(field) != new.get(field))
    if "records" in fields and isinstance(before, Zone) and isinstance(after, Zone):
        found = list(_changed_sets(before, after))
        more = [f"… and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
        fields = [field for field in fields if field != "records" or not found] + found[:SHOWN] + more
    return tuple(fields)


def _changed_sets(before: Zone, after: Zone) -> Iterator[str]:
    old, new = _record_sets(before), _record_sets(after)
    for name, type_ in sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)):
        sign = "+" if (name, type_) not in old else "-" if (name, type_) not in new else "~"
        yield f"{sign} {to_text(name)} {type_.name}"


def _record_sets(zone: Zone) -> dict[tuple[Name, RdataType], object]:
    """Each with its TTL, unless that is the zone's: the field `ttl` tells of that one."""
    return {
        (name, type_): (None if found.ttl == zone.ttl else found.ttl, found.rdatas)
        for name, types in zone.contents.sets.items()
        for type_, found in types.items()
    }
