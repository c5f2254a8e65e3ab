"""Records of any type, from a zone file to the wire, byte for byte (RFC 1035, RFC 3597)."""

from __future__ import annotations

from collections.abc import Iterator

import dns.message
import dns.name
import dns.rdatatype
import pytest
from hosting import Host, askers, change

from trunkline.documents.zone_file import read_zone_file, write_zone_file
from trunkline.engine import Engine
from trunkline.snapshot.zone import compile_zone

HEAD = """
@ 600 SOA ns1 hostmaster 1 3600 600 86400 300
@ 600 NS ns1
ns1 600 A 192.0.2.1
"""

TYPES: dict[str, tuple[str, str]] = {
    "A": ("192.0.2.80", "c0000250"),
    "AAAA": ("2001:db8::80", "20010db8000000000000000000000080"),
    "AFSDB": ("1 afs", "0001 03616673 {zone}"),
    "CAA": ('128 issue "ca.example.net"', "80 05 6973737565 63612e6578616d706c652e6e6574"),
    "CDNSKEY": ("257 3 13 AQIDBA==", "0101 03 0d 01020304"),
    "CDS": ("12345 13 2 " + "ab" * 32, "3039 0d 02 " + "ab" * 32),
    "CERT": ("PGP 0 0 AQIDBA==", "0003 0000 00 01020304"),
    "CSYNC": ("66 3 A NS AAAA", "00000042 0003 00 04 60000008"),
    "DHCID": ("AAIBAQID", "000201010203"),
    "DNSKEY": ("256 3 13 AQIDBA==", "0100 03 0d 01020304"),
    "DS": ("12345 13 2 " + "cd" * 32, "3039 0d 02 " + "cd" * 32),
    "EUI48": ("00-11-22-33-44-55", "001122334455"),
    "EUI64": ("00-11-22-33-44-55-66-77", "0011223344556677"),
    "HINFO": ('"CPU" "Linux"', "03435055 054c696e7578"),
    "HIP": (
        "2 200100107B1A74DF365639CC39F1D578 AQIDBA== rvs",
        "10 02 0004 200100107b1a74df365639cc39f1d578 01020304 03727673 {zone}",
    ),
    "HTTPS": ('1 . alpn="h2,h3" port=8443', "0001 00 0001 0006 02683202 6833 0003 0002 20fb"),
    "KX": ("10 kx", "000a 026b78 {zone}"),
    "LOC": ("52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m", "00 12 16 13 8b3cf018 810cbce0 009895b8"),
    "LP": ("10 l64-subnet1", "000a 0b6c36342d7375626e657431 {zone}"),
    "L32": ("10 10.1.2.0", "000a 0a010200"),
    "L64": ("10 2001:0db8:1140:1000", "000a 20010db811401000"),
    "MX": ("10 mail", "000a 046d61696c {zone}"),
    "NAPTR": (
        '100 10 "u" "sip+E2U" "!^.*$!sip:info@example.com!" .',
        "0064 000a 0175 077369702b453255 1b215e2e2a24217369703a696e666f406578616d706c652e636f6d21 00",
    ),
    "NID": ("10 0014:4fff:ff20:ee64", "000a 00144fffff20ee64"),
    "OPENPGPKEY": ("AQIDBA==", "01020304"),
    "PTR": ("Host.Example.NET.", "04486f7374 074578616d706c65 034e4554 00"),
    "RP": ("admin txt", "0561646d696e {zone} 03747874 {zone}"),
    "SMIMEA": ("3 1 1 " + "ef" * 32, "03 01 01 " + "ef" * 32),
    "SPF": ('"v=spf1 -all"', "0b763d73706631202d616c6c"),
    "SRV": ("1 2 5060 sip", "0001 0002 13c4 03736970 {zone}"),
    "SSHFP": ("4 2 " + "12" * 32, "04 02 " + "12" * 32),
    "SVCB": ("1 svc mandatory=port port=53", "0001 03737663 {zone} 0000 0002 0003 0003 0002 0035"),
    "TLSA": ("3 1 1 " + "34" * 32, "03 01 01 " + "34" * 32),
    "TXT": (r'"a" "" "\200;\""', "0161 00 03c83b22"),
    "URI": ('10 1 "https://example.com/"', "000a 0001 68747470733a2f2f6578616d706c652e636f6d2f"),
    "WALLET": ('"BTC" "x"', "03425443 0178"),
    "ZONEMD": ("1 1 1 " + "56" * 48, "00000001 01 01 " + "56" * 48),
    "TYPE65280": (r"\# 5 00ff0102ab", "00ff0102ab"),
    "TYPE65281": (r"\# 0", ""),
    "TYPE300": (r"\# 3 abcdef", "abcdef"),
}
"""Type → data as a zone file has them, and as the wire has them; {zone} is example.com."""

ZONE = "076578616d706c65 03636f6d 00"


def label(type: str) -> str:
    return f"of-{type.lower()}"


@pytest.fixture(scope="module")
def typed() -> Iterator[Host]:
    lines = (f"{label(type)} 60 {type} {text}\n" for type, (text, _) in TYPES.items())
    once = read_zone_file(HEAD + "".join(lines), "example.com", "types.zone")
    # Written out and read again it is the same: what is exported can be imported.
    again = read_zone_file(write_zone_file(once), "example.com", "again.zone")
    assert not again.contents.faults
    engine = Engine()
    engine.publish(change(askers({}), [compile_zone(again, 1)], []), whole=True)
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    yield Host(engine, address)
    engine.stop()


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("edns", [True, False], ids=["edns", "plain"])
def test_data_of_any_type_are_answered_byte_for_byte(typed: Host, type: str, edns: bool) -> None:
    number = int(dns.rdatatype.from_text(type))
    query = dns.message.make_query(f"{label(type)}.example.com", number, use_edns=0 if edns else -1)
    raw = typed.exchange(query.to_wire())
    assert raw is not None
    wanted = bytes.fromhex(TYPES[type][1].replace("{zone}", ZONE))
    asked = 12 + len(dns.name.from_text(f"{label(type)}.example.com").to_wire()) + 4
    record = b"\xc0\x0c" + number.to_bytes(2) + b"\x00\x01\x00\x00\x00\x3c" + len(wanted).to_bytes(2) + wanted
    assert (raw[3] & 0x0F, raw[6:8], raw[asked : asked + len(record)].hex()) == (0, b"\x00\x01", record.hex())


@pytest.mark.parametrize("type", ["TYPE65282", "NSEC3", "TLSA"])
def test_a_type_that_a_name_has_not_is_not_there(typed: Host, type: str) -> None:
    response = typed.ask("of-a.example.com", type)
    assert (response.rcode(), response.answer, len(response.authority)) == (0, [], 1)


def test_a_type_by_its_number_is_the_type_itself() -> None:
    """RFC 3597 section 5."""
    text = HEAD + "www 60 TYPE1 \\# 4 c0000250\nwww 60 CLASS1 TYPE16 \\# 2 0161\n"
    found = compile_zone(read_zone_file(text, "example.com", "types.zone"), 1)
    sets = {(one.type, one.rdatas) for one in found.names[dns.name.from_text("www.example.com").to_wire()]}
    assert sets == {(1, (b"\xc0\x00\x02\x50",)), (16, (b"\x01a",))}
