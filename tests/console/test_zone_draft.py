"""A zone while somebody edits it, before the node hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from trunkline.console.feed import World
from trunkline.console.pages.zones import first_document, rows_of, zone_above
from trunkline.console.zone.draft import Typed, ZoneDraft, absolute, as_number, relative
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_zone_file, write_zone_file
from trunkline.errors import DocumentError, Problem

NS = {"name": "@", "type": "NS", "data": ["ns1"]}
NS1 = {"name": "ns1", "type": "A", "data": ["192.0.2.53"]}
WWW = {"name": "www.example.com.", "type": "a", "ttl": 60, "data": ["192.0.2.1", "192.0.2.2"]}


def body(*records: Any) -> Any:
    return Zone.model_validate({"name": "example.com", "records": [NS, NS1, WWW, *records]}).model_dump(mode="json")


def draft(*records: Any) -> ZoneDraft:
    return ZoneDraft.of(body(*records), 7)


def marks(found: ZoneDraft) -> dict[str, str]:
    return {f"{row.shown.name} {row.shown.type}": row.mark for row in found.rows if row.mark}


@pytest.mark.parametrize(
    ("name", "short", "full"),
    [
        ("www.example.com.", "www", "www.example.com"),
        ("WWW.Example.com.", "WWW", "www.example.com"),
        ("example.com.", "@", "example.com"),
        ("www", "www", "www.example.com"),
        ("@", "@", "example.com"),
        ("www.example.net.", "www.example.net.", "www.example.net"),
        ("notexample.com.", "notexample.com.", "notexample.com"),
    ],
)
def test_a_name_is_shown_as_it_stands_in_the_zone(name: str, short: str, full: str) -> None:
    assert (relative(name, "example.com"), absolute(name, "example.com")) == (short, full)


@pytest.mark.parametrize(
    ("typed", "read"), [("60", 60), (" 60 ", 60), ("1h", "1h"), ("", ""), ("-1", "-1"), ("²", "²"), ("٣", "٣")]
)
def test_what_is_no_number_stays_text_for_the_node_to_refuse(typed: str, read: int | str) -> None:
    assert as_number(typed) == read


def test_a_draft_that_nobody_touched_is_the_zone_that_the_node_has() -> None:
    found = draft()
    assert found.changes == 0
    assert Zone.model_validate(found.document()).contents == Zone.model_validate(body()).contents


def test_rows_are_added_changed_deleted_and_taken_back() -> None:
    added, number = draft().added(Typed("api", "TXT", "", '"one"\n\n "two" '))
    changed = added.typed(2, Typed("www", "A", "30", "192.0.2.9")).typed(1, None)
    assert marks(changed) == {"api TXT": "new", "www A": "changed", "ns1 A": "deleted"}
    assert changed.changes == 3
    assert changed.document()["records"] == [
        {"name": "api", "type": "TXT", "data": ['"one"', '"two"']},
        {"name": "@", "type": "NS", "data": ["ns1"]},
        {"name": "www", "type": "A", "ttl": 30, "data": ["192.0.2.9"]},
    ]
    back = changed.undone(number).undone(1).undone(2)
    assert (back.rows, back.has(number)) == (draft().rows, False)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("records.0.data.1", (3, "data")),
        ("records.2.ttl", (2, "ttl")),
        ("records.2", (2, "name")),
        ("records", None),
        ("records.3.name", None),
        ("ttl", None),
    ],
)
def test_a_fault_finds_its_row_though_rows_came_and_went(field: str, place: tuple[int, str] | None) -> None:
    found = draft().added(Typed("new"))[0].typed(1, None)
    assert found.place(Problem("zone example.com", field, "is wrong")) == place


def test_a_fault_is_told_by_the_name_and_type_of_its_row() -> None:
    faults = [Problem("zone example.com", "records.2.data.0", "no"), Problem("zone example.com", "records", "none")]
    found, error = draft(), DocumentError(faults)
    assert [str(one) for one in found.told(error).problems] == ["www A: data: no", "zone example.com: records: none"]
    assert [one.field for one in found.faults_of(2, error)] == ["data"]


def test_a_row_is_checked_among_those_of_its_name_and_the_name_servers() -> None:
    cname = {"name": "WWW", "type": "CNAME", "data": ["ns1"]}
    near = draft(cname).near(3)
    assert [f"{row.shown.name} {row.shown.type}" for row in near.rows] == ["@ NS", "www A", "WWW CNAME"]
    assert near.place(Problem("", "records.2", "has a CNAME beside A")) == (3, "name")


def test_a_zone_file_that_the_node_wrote_changes_nothing_when_it_comes_back() -> None:
    told = write_zone_file(Zone.model_validate(body()))
    assert draft().imported(read_zone_file(told, "example.com", "it")).changes == 0


def test_a_zone_file_changes_the_rows_of_its_names_and_types_and_leaves_no_other() -> None:
    text = "$TTL 600\n@ NS ns1\nwww 60 A 192.0.2.9\nmail MX 10 mx\n"
    found = draft().imported(read_zone_file(text, "example.com", "it"))
    assert marks(found) == {"www A": "changed", "ns1 A": "deleted", "mail MX": "new"}
    assert found.row(0).now == found.row(0).was


def test_a_records_fault_in_a_file_is_kept_for_the_node_to_refuse() -> None:
    found = draft().imported(read_zone_file("$TTL 60\n@ NS ns1\nwww.example.net. A 192.0.2.9\n", "example.com", "it"))
    assert "www.example.net. A" in marks(found)


@pytest.mark.parametrize(
    ("address", "types"), [("", ["NS"]), (" 192.0.2.53 ", ["NS", "A"]), ("2001:db8::53", ["NS", "AAAA"])]
)
def test_a_new_zone_has_its_name_server_and_the_address_that_was_given(address: str, types: list[str]) -> None:
    zone = Zone.model_validate(first_document("example.net ", "ns1", address))
    assert ([one.type for one in zone.records], zone.contents.faults) == (types, ())


def test_an_access_domain_counts_for_the_closest_zone_above_it() -> None:
    zones = [
        {"name": "example.com", "records": [NS], "remark": "a"},
        {"name": "b.example.com", "records": [], "remark": ""},
    ]
    domains = [{"name": name} for name in ("www.example.com", "www.b.example.com", "b.example.com", "example.net")]
    world = World(documents={"zones": zones, "access_domains": domains})
    assert rows_of(world) == (("example.com", "1", "1", "a"), ("b.example.com", "0", "2", ""))
    assert zone_above("example.net", {"example.com"}) == ""
