"""What a change of a document is told to be: its fields, and of a zone the record sets."""

from __future__ import annotations

import pytest

from given import address, records, zone
from trunkline.control.changed_fields import changed_fields
from trunkline.documents.document import Document

WWW = records("www", "A", "192.0.2.1")
CASES: dict[str, tuple[Document, Document, tuple[str, ...]]] = {
    "a field": (address("a"), address("a", remark="new"), ("remark",)),
    "a new record set": (zone(), zone("example.com", WWW), ("+ www.example.com A",)),
    "other data": (
        zone("example.com", WWW),
        zone("example.com", records("www", "A", "192.0.2.2")),
        ("~ www.example.com A",),
    ),
    "another TTL": (
        zone("example.com", WWW),
        zone("example.com", records("www", "A", "192.0.2.1", ttl=5)),
        ("~ www.example.com A",),
    ),
    "one gone": (zone("example.com", WWW), zone(), ("- www.example.com A",)),
    "the zone's TTL and a record set": (zone(), zone("example.com", WWW, ttl=5), ("ttl", "+ www.example.com A")),
    "the same name, written otherwise": (
        zone("example.com", WWW),
        zone("example.com", records("www.example.com.", "A", "192.0.2.1")),
        ("records",),
    ),
}


@pytest.mark.parametrize(("before", "after", "fields"), CASES.values(), ids=CASES)
def test_a_change_names_what_differs(before: Document, after: Document, fields: tuple[str, ...]) -> None:
    assert changed_fields(before, after) == fields


def test_of_many_record_sets_twenty_are_named_and_the_rest_counted() -> None:
    many = [records(f"h{number:02}", "A", "192.0.2.1") for number in range(23)]
    fields = changed_fields(zone(), zone("example.com", *many))
    assert fields[:2] == ("+ h00.example.com A", "+ h01.example.com A")
    assert fields[20:] == ("… and 3 more",)
