"""What a server tells of itself: NSID (RFC 5001), names of the class CHAOS (RFC 4892), how long a connection may idle
(RFC 7828)."""

from __future__ import annotations

import dns.edns
import dns.message
import dns.rcode
import dns.rdataclass
import pytest
from hosting import Host, data, is_authoritative, told

from trunkline.engine import Engine

NSID = dns.edns.GenericOption(dns.edns.OptionType.NSID, b"")
KEEPALIVE = dns.edns.GenericOption(11, b"")


def chaos(name: str, type: str = "TXT", class_: str = "CH") -> dns.message.QueryMessage:
    return dns.message.make_query(name, type, class_, use_edns=0)


@pytest.mark.parametrize("name", ["mail.example.com", "nothing.example.com", "elsewhere.test"])
@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_which_server_it_is_comes_with_every_code_to_who_asks(host: Host, name: str, tcp: bool) -> None:
    (option,) = told(host.ask(name, tcp=tcp, options=[NSID]), dns.edns.OptionType.NSID)
    assert option.to_wire() == b"ns1-here"
    assert told(host.ask(name, tcp=tcp), dns.edns.OptionType.NSID) == []


def test_which_server_it_is_takes_no_place_from_the_answer(host: Host) -> None:
    """Fifty addresses leave 388 bytes of 1232; then as many as there is room for, and not one more."""
    plain = host.ask("many-a.example.com")
    size = len(plain.to_wire())
    for payload, fits in [(size + 12, True), (size + 11, False)]:
        response = host.ask("many-a.example.com", payload=payload, options=[NSID])
        assert (len(data(response)), bool(told(response, dns.edns.OptionType.NSID))) == (50, fits)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("version.bind", '"trunkline"'),
        ("version.server", '"trunkline"'),
        ("VERSION.Bind", '"trunkline"'),
        ("hostname.bind", '"ns1"'),
        ("id.server", '"ns1"'),
    ],
)
@pytest.mark.parametrize("type", ["TXT", "ANY"])
def test_names_of_the_class_chaos_tell_what_runs_here_and_where(host: Host, name: str, text: str, type: str) -> None:
    response = host.send(chaos(name, type))
    (found,) = response.answer
    assert (found.name.to_text(), found.rdclass, found.ttl) == (f"{name}.", dns.rdataclass.CH, 0)
    assert ([one.to_text() for one in found], is_authoritative(response)) == ([text], True)


@pytest.mark.parametrize(
    ("name", "type", "class_"),
    [
        ("version.bind", "A", "CH"),
        ("authors.bind", "TXT", "CH"),
        ("bind", "TXT", "CH"),
        ("x.version.bind", "TXT", "CH"),
        ("mail.example.com", "TXT", "CH"),
        ("version.bind", "TXT", "IN"),
        ("version.bind", "TXT", "ANY"),
        ("version.bind", "TXT", "HS"),
    ],
)
def test_all_else_of_other_classes_is_refused(host: Host, name: str, type: str, class_: str) -> None:
    response = host.send(chaos(name, type, class_))
    assert (response.rcode(), response.answer, is_authoritative(response)) == (dns.rcode.REFUSED, [], False)


def test_a_connection_is_told_how_long_it_may_idle_if_it_asks(host: Host) -> None:
    (option,) = told(host.ask("mail.example.com", tcp=True, options=[KEEPALIVE]), dns.edns.OptionType(11))
    assert option.to_wire() == (100).to_bytes(2)
    assert told(host.ask("mail.example.com", tcp=True), dns.edns.OptionType(11)) == []
    assert told(host.ask("mail.example.com", options=[KEEPALIVE]), dns.edns.OptionType(11)) == []


@pytest.mark.parametrize("name", ["version.bind", "hostname.bind", "id.server"])
def test_by_default_nothing_is_told(name: str) -> None:
    query = chaos(name)
    query.use_edns(0, options=[NSID, KEEPALIVE])
    raw = Engine().answer(query.to_wire(), "127.0.0.1", tcp=True)
    assert raw is not None
    response = dns.message.from_wire(raw)
    assert (response.rcode(), response.answer, response.options) == (dns.rcode.REFUSED, [], ())
