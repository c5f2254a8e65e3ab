"""EDNS(0): OPT in, OPT out (RFC 6891)."""

from __future__ import annotations

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import pytest
from hosting import Host, header, wire


def test_opt_comes_back_only_if_sent(host: Host) -> None:
    assert host.ask("mail.example.com").edns == 0
    assert host.ask("mail.example.com", edns=False).edns == -1


def test_the_payload_size_is_ours(host: Host) -> None:
    assert host.ask("mail.example.com", payload=4096).payload == 1232


def test_a_newer_version_is_not_understood(host: Host) -> None:
    query = dns.message.make_query("mail.example.com", "A", use_edns=1)
    response = host.send(query)
    assert (response.rcode(), response.edns, response.answer) == (dns.rcode.BADVERS, 0, [])


def test_dnssec_ok_comes_back(host: Host) -> None:
    query = dns.message.make_query("mail.example.com", "A", want_dnssec=True)
    assert host.send(query).ednsflags & dns.flags.DO


def test_unknown_options_are_ignored(host: Host) -> None:
    query = dns.message.make_query("mail.example.com", "A", options=[dns.edns.GenericOption(65_001, b"x")])
    assert host.send(query).rcode() == dns.rcode.NOERROR


@pytest.mark.parametrize("name", ["mail.example.com", "nothing.example.com", "elsewhere.test"])
def test_opt_comes_with_every_code(host: Host, name: str) -> None:
    assert host.ask(name).edns == 0


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00" * 2, id="two OPTs"),
        pytest.param(b"\x01a\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00", id="an OPT with a name"),
        pytest.param(b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x03\x00\x0a\x00", id="an option cut short"),
        pytest.param(b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x01", id="an option too long"),
    ],
)
def test_a_malformed_opt_is_a_format_error(host: Host, records: bytes) -> None:
    count = 2 if len(records) == 22 else 1
    message = header(counts=(1, 0, 0, count)) + wire("mail.example.com") + b"\x00\x01\x00\x01" + records
    response = host.exchange(message)
    assert response is not None
    assert dns.message.from_wire(response).rcode() == dns.rcode.FORMERR
