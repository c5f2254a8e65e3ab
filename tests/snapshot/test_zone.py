"""A zone as ready records: what was written, in wire format, and an SOA if there was none."""

from __future__ import annotations

import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest

from given import records, zone
from trunkline.documents.zone import Zone
from trunkline.snapshot.snapshot import RecordSet
from trunkline.snapshot.zone import compile_zone

ORIGIN = b"\7example\3com\0"
A, NS, SOA, TXT = 1, 2, 6, 16


def of_type(found: Zone, wanted: int, name: bytes = ORIGIN, serial: int = 1) -> RecordSet:
    (one,) = (one for one in compile_zone(found, serial).names[name] if one.type == wanted)
    return one


def soa_text(found: Zone, serial: int) -> str:
    (wire,) = of_type(found, SOA, compile_zone(found, serial).origin, serial).rdatas
    return dns.rdata.from_wire(dns.rdataclass.IN, dns.rdatatype.SOA, wire, 0, len(wire)).to_text()


def test_records_stand_under_their_name_in_small_letters_with_their_ttl() -> None:
    found = compile_zone(zone("example.com", records("WWW.Sub", "A", "192.0.2.1", "192.0.2.2", ttl=5)), 1)
    assert found.origin == ORIGIN
    assert found.names.keys() == {ORIGIN, b"\3www\3sub" + ORIGIN}
    assert found.names[b"\3www\3sub" + ORIGIN] == (RecordSet(A, 5, (b"\xc0\0\2\1", b"\xc0\0\2\2")),)


def test_a_set_that_names_no_ttl_has_the_zones() -> None:
    found = zone("example.com", records("@", "TXT", '"x"'), ttl=77)
    assert of_type(found, TXT) == RecordSet(TXT, 77, (b"\1x",))


def test_names_in_data_are_absolute() -> None:
    assert of_type(zone(), NS).rdatas == (b"\3ns1" + ORIGIN,)


def test_an_soa_is_made_when_there_is_none_and_its_serial_is_the_revision() -> None:
    assert soa_text(zone(), 42) == "ns1.example.com. hostmaster.example.com. 42 7200 900 1209600 300"


def test_the_soa_that_was_written_is_kept() -> None:
    own = "ns1.example.com. admin.example.com. 2026060100 1 2 3 4"
    found = zone("example.com", records("@", "SOA", own, ttl=9))
    assert (soa_text(found, 42), of_type(found, SOA).ttl) == (own, 9)


@pytest.mark.parametrize(("revision", "serial"), [(2**32 - 1, 2**32 - 1), (2**32, 0), (2**32 + 7, 7)])
def test_a_serial_goes_round_at_32_bits(revision: int, serial: int) -> None:
    assert soa_text(zone(), revision).split()[2] == str(serial)


def test_a_zone_whose_name_is_as_long_as_can_be_has_an_soa_too() -> None:
    """There is no room for hostmaster in front of it, and a zone that passed the checks must not stop the others."""
    name = ".".join(["a" * 63] * 3 + ["b" * 57])
    assert soa_text(zone(name), 1).split()[1] == f"{name}."


def test_every_record_is_kept() -> None:
    sets = [records(f"host{number}", "A", f"10.0.{number // 250}.{number % 250 + 1}") for number in range(1_000)]
    found = compile_zone(zone("example.com", *sets), 1)
    assert sum(len(one.rdatas) for types in found.names.values() for one in types) == 1_000 + 2
