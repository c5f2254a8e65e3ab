"""Client subnet: who decides the answer, and for what prefix it holds (RFC 7871)."""

from __future__ import annotations

import struct

import dns.edns
import dns.message
import dns.rcode
import pytest
from hosting import Host, data, header, scope, wire


@pytest.mark.parametrize(
    ("subnet", "answer", "length"),
    [
        ("10.1.2.0/24", "198.51.100.10", 8),
        ("10.0.0.0/8", "198.51.100.10", 8),
        ("10.1.2.3/32", "198.51.100.10", 8),
        ("172.20.0.0/16", "198.51.100.20", 12),
        ("172.32.0.0/24", "198.51.100.1", 11),
        ("11.0.0.0/8", "198.51.100.1", 8),
        ("200.0.0.0/8", "198.51.100.1", 2),
        ("0.0.0.0/1", "198.51.100.1", 5),
        ("2001:db8:1000::/56", "198.51.100.10", 36),
        ("2001:db8:2fff::/48", "198.51.100.20", 36),
        ("2001:db8:3000::/48", "198.51.100.1", 36),
        ("2400::/12", "198.51.100.1", 6),
    ],
)
def test_the_subnet_decides_and_the_scope_is_the_shortest_true_one(
    host: Host, subnet: str, answer: str, length: int
) -> None:
    response = host.ask("www.example.com", subnet=subnet)
    assert (data(response)[0], scope(response)) == (answer, length)


def test_the_subnet_comes_back_as_sent(host: Host) -> None:
    (option,) = host.ask("www.example.com", subnet="10.1.0.0/20").options
    assert (option.address, option.srclen, option.scopelen) == ("10.1.0.0", 20, 8)


def test_without_a_subnet_the_sender_decides_and_no_option_comes_back(host: Host) -> None:
    response = host.ask("www.example.com")
    assert (data(response)[0], response.options) == ("198.51.100.1", ())


@pytest.mark.parametrize("subnet", ["0.0.0.0/0", "::/0"])
def test_an_empty_subnet_leaves_it_to_the_sender(host: Host, subnet: str) -> None:
    query = dns.message.make_query("www.example.com", "A", options=[dns.edns.ECSOption.from_text(subnet)])
    raw = host.engine.answer(query.to_wire(), "10.0.0.1")
    assert raw is not None
    response = dns.message.from_wire(raw)
    assert (data(response)[0], scope(response)) == ("198.51.100.10", 0)


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("mail.example.com", "A"),
        ("www.example.com", "TXT"),
        ("www.example.com", "AAAA"),
        ("nothing.example.com", "A"),
        ("elsewhere.test", "A"),
        ("six.example.com", "AAAA"),
        ("host.sub.example.com", "A"),
    ],
)
def test_what_does_not_depend_on_the_asker_has_scope_zero(host: Host, name: str, type: str) -> None:
    assert scope(host.ask(name, type, subnet="10.1.2.0/24")) == 0


def test_an_empty_answer_holds_no_farther_than_its_class(host: Host) -> None:
    assert scope(host.ask("partial.example.com", subnet="10.0.0.0/24")) == 8


@pytest.mark.parametrize(
    ("fault", "option"),
    [
        ("a bit beyond the prefix", b"\x00\x01\x17\x00\x0a\x01\x03"),
        ("an octet too many", b"\x00\x01\x08\x00\x0a\x00"),
        ("an octet too few", b"\x00\x01\x18\x00\x0a\x01"),
        ("a scope in a query", b"\x00\x01\x08\x08\x0a"),
        ("an unknown family", b"\x00\x03\x08\x00\x0a"),
        ("a prefix longer than the address", b"\x00\x01\x21\x00\x0a\x01\x02\x03\x00"),
        ("cut short", b"\x00\x01"),
    ],
)
def test_a_malformed_subnet_is_a_format_error(host: Host, fault: str, option: bytes) -> None:
    opt = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00" + struct.pack(">HHH", len(option) + 4, 8, len(option)) + option
    question = wire("www.example.com") + b"\x00\x01\x00\x01"
    raw = host.exchange(header(counts=(1, 0, 0, 1)) + question + opt)
    assert raw is not None
    response = dns.message.from_wire(raw)
    assert (response.rcode(), response.answer, response.options) == (dns.rcode.FORMERR, [], ()), fault


def test_a_newer_version_gets_no_subnet_back(host: Host) -> None:
    options = [dns.edns.ECSOption("10.0.0.0", 8)]
    query = dns.message.make_query("www.example.com", "A", use_edns=1, options=options)
    assert host.send(query).options == ()
