"""What a zone may hold, and every way in which a record is refused."""

from __future__ import annotations

import dns.name
import pytest
from dns.rdatatype import from_text

from given import faults, records, zone

A = dns.name.from_text("a.example.com")

ZOO = {
    "A": "192.0.2.1",
    "AAAA": "2001:db8::1",
    "AFSDB": "1 afs.example.com.",
    "CAA": '0 issue "ca.example.net"',
    "CDS": "60485 13 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a",
    "CNAME": "www.example.net.",
    "DNAME": "example.net.",
    "DS": "60485 13 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a",
    "HINFO": '"x86" "linux"',
    "HTTPS": '1 . alpn="h2,h3"',
    "LOC": "52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000.00m 10.00m",
    "MX": "10 mail",
    "NAPTR": '100 10 "u" "sip+E2U" "!^.*$!sip:a@example.com!" .',
    "NS": "ns1.example.net.",
    "PTR": "host.example.net.",
    "RP": "admin.example.com. .",
    "SMIMEA": "3 1 1 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a",
    "SPF": '"v=spf1 -all"',
    "SRV": "0 5 443 www",
    "SSHFP": "4 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a",
    "SVCB": "0 svc.example.net.",
    "TLSA": "3 1 1 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a",
    "TXT": '"v=DKIM1; k=rsa" "second"',
    "TYPE65280": "\\# 4 0a000001",
    "URI": '10 1 "https://www.example.com/"',
}


@pytest.mark.parametrize("type", ZOO)
def test_a_record_of_every_kind_is_accepted_and_keeps_its_meaning(type: str) -> None:
    found = zone("example.com", records("a", type, ZOO[type])).contents
    assert found.faults == ()
    (rdata,) = found.sets[A][from_text(type)].rdatas
    again = zone("example.com", records("a", type, rdata.to_text())).contents
    assert again.sets == found.sets


HOSTS = [f"10.0.{number // 256}.{number % 256}" for number in range(4096)]
LONG_TEXT = " ".join(f'"{"x" * 255}"' for _ in range(255))
HUGE = "\\# 65536 " + "00" * 65536
"""What no message has room for, and the last not even the length of data."""

CASES = [
    (records("a", "A", "192.0.2"), "records.1.data.0", "'192.0.2' is not A data", "for example '192.0.2.1'"),
    (records("a", "A", "192.0.2.1", "x"), "records.1.data.1", "'x' is not A data", "for example '192.0.2.1'"),
    (records("a", "AAAA", "192.0.2.1"), "records.1.data.0", "is not AAAA data", "2001:db8::1"),
    (records("a", "MX", "mail"), "records.1.data.0", "'mail' is not MX data", "10 mail.example.com."),
    (records("a", "TXT", '"open'), "records.1.data.0", "is not TXT data", "v=spf1"),
    (records("a", "TXT", '"' + "x" * 256 + '"'), "records.1.data.0", "string too long", "v=spf1"),
    (records("a", "TXT", "v=DKIM1; k=rsa"), "records.1.data.0", "what follows ; in", "double quotes"),
    (records("a", "A", "192.0.2.1\n192.0.2.2"), "records.1.data.0", "is more than one line", "one text a record"),
    (records("a", "TYPE65280", "\\# 3 0a"), "records.1.data.0", "is not TYPE65280 data", ""),
    (records("a", "WEB", "x"), "records.1.type", "unknown record type 'WEB'", "as in a zone file"),
    (records("a", "TYPE65536", "x"), "records.1.type", "unknown record type", "as in a zone file"),
    (records("a", "ANY", "x"), "records.1.type", "ANY is no type for data", ""),
    (records("a", "NONE", "\\# 0"), "records.1.type", "NONE is no type for data", ""),
    (records("a", "OPT", "\\# 0"), "records.1.type", "OPT is no type for data", ""),
    (records("a", "TYPE200", "\\# 0"), "records.1.type", "TYPE200 is no type for data", ""),
    (records("a.example.org.", "A", "192.0.2.1"), "records.1.name", "is outside the zone example.com", "relative"),
    (records("a.example.com", "A", "192.0.2.1"), "records.1.name", "means a.example.com.example.com", "final dot"),
    (records("Example.com", "A", "192.0.2.1"), "records.1.name", "means Example.com.example.com", "final dot"),
    (records("a", "CNAME", "b.example.com"), "records.1.data.0", "means b.example.com.example.com", "final dot"),
    (records("a", "MX", "5 example.com"), "records.1.data.0", "has no final dot", "final dot"),
    (records("a..b", "A", "192.0.2.1"), "records.1.name", "is not a domain name", ""),
    (records("x" * 64, "A", "192.0.2.1"), "records.1.name", "is not a domain name", ""),
    (records("a", "SOA", "ns1 host 1 2 3 4 5"), "records.1", "an SOA at a.example.com", "it belongs at @"),
    (records("@", "SOA", "ns1 host 1 2 3 4 5", "ns1 host 2 2 3 4 5"), "records.1.data", "2 SOA records", "keep one"),
    (records("a", "CNAME", "b", "c"), "records.1.data", "a.example.com has 2 CNAMEs", "keep one"),
    (records("a", "DNAME", "b", "c"), "records.1.data", "a.example.com has 2 DNAMEs", "keep one"),
    (records("a", "A", *HOSTS), "records.1.data", "the A records of a.example.com take 65,536 bytes", "fewer"),
    (records("a", "TXT", LONG_TEXT), "records.1.data", "the TXT records of a.example.com take 65,292 bytes", "fewer"),
    (records("a", "TYPE65280", HUGE), "records.1.data", "65,548 bytes, and a message has room for 65,000", "less"),
    (records("a", "LOC", "1 2 3 N 1 2 3 E 1e30m"), "records.1.data.0", "is not LOC data", ""),
    (records("@", "CNAME", "b"), "records.1", "has a CNAME beside NS", "not both"),
    (records("@", "NS", "ns2"), "records.1", "a second NS record set", "put all of its data into records.0"),
]


@pytest.mark.parametrize(("written", "field", "message", "remedy"), CASES, ids=[str(case[0])[:70] for case in CASES])
def test_a_faulty_record_is_told_with_its_field_and_the_way_out(
    written: dict[str, object], field: str, message: str, remedy: str
) -> None:
    (fault,) = zone("example.com", written).contents.faults
    assert fault.field == field
    assert message in fault.message
    assert remedy in fault.remedy


def test_a_cname_beside_other_data_is_refused_wherever_they_stand() -> None:
    for order in (1, -1):
        sets = [records("a", "A", "192.0.2.1"), records("A", "CNAME", "b"), records("a", "TXT", "x")][::order]
        (fault,) = zone("example.com", *sets).contents.faults
        assert (fault.field, fault.message) == ("records.2", "a.example.com has a CNAME beside A, TXT")


def test_a_signature_may_stand_beside_a_cname() -> None:
    signature = "CNAME 13 3 60 20300101000000 20260101000000 1 example.com. AAAA"
    assert faults(zone("example.com", records("a", "CNAME", "b"), records("a", "RRSIG", signature))) == []


def test_a_zone_without_name_servers_is_refused() -> None:
    (said,) = faults(zone().model_copy(update={"records": ()}))
    assert said.startswith("zone example.com: records: example.com names no name servers (add {name: '@'")


def test_names_are_relative_unless_they_end_in_a_dot_and_at_is_the_zone() -> None:
    names = ["@", "www", "WWW.Sub", "a.example.com.", "*", "_tcp"]
    found = zone("example.com", *(records(name, "A", "192.0.2.1") for name in names)).contents
    expected = {"", "www.", "www.sub.", "a.", "*.", "_tcp."}
    assert {name.to_text() for name in found.sets} == {f"{prefix}example.com." for prefix in expected}


def test_names_in_any_script_become_ascii() -> None:
    found = zone("例子.example", records("移动", "CNAME", "电信.例子.example.")).contents
    ((target,),) = (one.rdatas for sets in found.sets.values() for type_, one in sets.items() if type_.name == "CNAME")
    assert target.to_text() == "电信.例子.example.".encode("idna").decode()


@pytest.mark.parametrize(
    ("name", "cut"),
    [("example.com", None), ("www.example.com", None), ("sub.example.com", "sub"), ("a.b.sub.example.com", "sub")],
)
def test_the_topmost_delegation_above_a_name_is_found(name: str, cut: str | None) -> None:
    sets = [records("sub", "NS", "ns.example.net."), records("b.sub", "NS", "ns.example.net.")]
    contents = zone("example.com", *sets).contents
    found = contents.cut_above(dns.name.from_text(name))
    assert (found.to_text() if found else None) == (f"{cut}.example.com." if cut else None)


def test_zones_that_say_the_same_are_read_once_and_one_that_says_something_else_anew() -> None:
    first, same, other = (
        zone("example.com", records("www", "A", data)) for data in ("192.0.2.1",) * 2 + ("192.0.2.2",)
    )
    assert first.contents is same.contents
    assert first.contents is not other.contents


def test_a_dname_beside_the_servers_of_a_delegation_is_refused_and_at_the_top_of_a_zone_it_is_not() -> None:
    below = zone("example.com", records("a", "NS", "ns1"), records("a", "DNAME", "example.net."))
    (fault,) = below.contents.faults
    assert (fault.field, fault.message) == ("records.2", "a.example.com has a DNAME beside NS")
    assert zone("example.com", records("@", "DNAME", "example.net.")).contents.faults == ()


def test_the_largest_set_that_a_message_has_room_for_is_accepted() -> None:
    assert zone("example.com", records("a", "A", *HOSTS[:4062])).contents.faults == ()
