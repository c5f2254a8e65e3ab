"""Zone files in and out."""

from __future__ import annotations

import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_zone_records import ZOO

from given import faults, records, zone
from trunkline.documents import zone_file
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_zone_file, write_zone_file
from trunkline.errors import DocumentError

SAMPLE = """\
$TTL 1h
@       IN SOA ns1 hostmaster ( 2026060100 ; serial
                                7200 900 1209600 300 )
        IN NS  ns1
ns1     60 IN A 192.0.2.1
; a comment
$ORIGIN sub.example.com.
www     CNAME example.com.
        TXT   "a;b" "c\\"d"
$GENERATE 1-3 host$ 30 A 192.0.2.$
"""


def read(text: str) -> Zone:
    return read_zone_file(text, "Example.com.", "db.example")


def refusal(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return str(caught.value)


def test_a_zone_file_is_read_as_it_is_meant() -> None:
    found = {(one.name, one.type): (one.ttl, one.data) for one in read(SAMPLE).records}
    assert found == {
        ("example.com.", "SOA"): (3600, ("ns1.example.com. hostmaster.example.com. 2026060100 7200 900 1209600 300",)),
        ("example.com.", "NS"): (3600, ("ns1.example.com.",)),
        ("ns1.example.com.", "A"): (60, ("192.0.2.1",)),
        ("www.sub.example.com.", "CNAME"): (3600, ("example.com.",)),
        ("www.sub.example.com.", "TXT"): (3600, ('"a;b" "c\\"d"',)),
        **{(f"host{n}.sub.example.com.", "A"): (30, (f"192.0.2.{n}",)) for n in (1, 2, 3)},
    }


def test_what_a_zone_cannot_hold_is_kept_so_that_checking_can_refuse_it() -> None:
    said = faults(read(SAMPLE + "www.example.org. A 192.0.2.1\n"))
    assert [one.partition(" (")[0] for one in said] == [
        "zone example.com: records.8.name: www.example.org. is outside the zone example.com",
        "zone example.com: records.3: www.sub.example.com has a CNAME beside TXT",
    ]


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("www A 192.0.2", 11, "not what this type of record holds: 'www A 192.0.2'"),
        ("\n\nwww  A  192.0.2", 13, "'www A 192.0.2'"),
        ("www MX 10", 11, ""),
        ("www MX ( 10\n mail\n ) junk", 11, "expected EOL"),
        ("www WEB 1", 11, "unknown rdatatype 'WEB'"),
        ("www CH A 192.0.2.1", 11, "class"),
        ("www 4294967295 A 192.0.2.1", 11, "a TTL of 4294967295 is more than 2147483647"),
        ("\n$INCLUDE /etc/passwd", 12, "'$INCLUDE' is not allowed"),
        ("$TTL soon", 11, "TTL value is not well-formed"),
        ("www", 11, ""),
        ("a..b A 192.0.2.1", 11, "label is empty"),
        ("\ud800 A 192.0.2.1", 11, ""),
        ('www TXT "open', 11, ""),
    ],
)
def test_a_broken_line_is_told_with_its_number(line: str, place: int, reason: str) -> None:
    said = refusal(f"{SAMPLE}{line}\nmail A 192.0.2.9\n")
    assert said.startswith(f"db.example:{place}: ")
    assert reason in said


def test_a_file_that_names_no_ttl_at_all_is_refused() -> None:
    assert refusal("@ NS ns1\n") == "db.example:1: Missing default TTL value"


@pytest.mark.parametrize("origin", ["", ".", "a..b", "a b"])
def test_the_zone_must_have_a_name(origin: str) -> None:
    with pytest.raises(DocumentError, match="is not a domain name"):
        read_zone_file(SAMPLE, origin, "db.example")


def test_records_of_one_set_share_their_lowest_ttl_and_are_kept_once() -> None:
    text = "a 60 A 192.0.2.1\na 30 A 192.0.2.2\nA 90 A 192.0.2.1\n"
    (one,) = read(text).records
    assert (one.ttl, one.data) == (30, ("192.0.2.1", "192.0.2.2"))


def test_a_line_cannot_generate_records_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_file, "MAX_RECORDS", 100)
    assert refusal("$TTL 60\n$GENERATE 1-1000000000 a$ A 192.0.2.1\n") == "db.example:2: more than 100 records"


def test_a_zone_is_written_with_its_soa_first_as_others_can_read_it() -> None:
    text = write_zone_file(read(SAMPLE.replace("www     CNAME example.com.\n", "www A 192.0.2.7\n")))
    assert text.splitlines()[1].startswith("example.com. 3600 IN SOA")
    assert len(dns.zone.from_text(text, "example.com").nodes) == 6


names = st.sampled_from(["@", "www", "*", "a.b", "_443._tcp", "移动", "x.example.com."])
texts = st.sampled_from(sorted(ZOO.items())).map(lambda one: (one[0], (one[1],)))
octets = st.binary(max_size=40).map(lambda data: ("TXT", ('"' + "".join(f"\\{byte:03}" for byte in data) + '"',)))
ttls = st.none() | st.integers(0, 2**31 - 1)
sets = st.builds(lambda name, one, ttl: records(name, one[0], *one[1], ttl=ttl), names, texts | octets, ttls)


@given(st.lists(sets, max_size=8, unique_by=lambda one: (one["name"], one["type"])), st.integers(0, 2**31 - 1))
def test_a_zone_survives_the_way_out_and_in(written: list[dict[str, object]], ttl: int) -> None:
    before = zone("example.com", *(one for one in written if (one["name"], one["type"]) != ("@", "NS")), ttl=ttl)
    after = read_zone_file(write_zone_file(before), "example.com", "db.example")
    assert {name: set(one) for name, one in after.contents.sets.items()} == {
        name: set(one) for name, one in before.contents.sets.items()
    }
    for name, types in before.contents.sets.items():
        for type_, one in types.items():
            again = after.contents.sets[name][type_]
            assert (again.ttl, set(again.rdatas)) == (one.ttl, set(one.rdatas))
