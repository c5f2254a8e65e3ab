"""Why there is no answer, for people and programs (RFC 8914)."""

from __future__ import annotations

import dns.edns
import dns.message
import dns.opcode
import dns.rcode
import pytest
from hosting import Host, scope, told

from trunkline.engine import Engine

EDE = dns.edns.OptionType.EDE


def reasons(response: dns.message.Message) -> list[tuple[int, str]]:
    found = told(response, EDE)
    return [(int(one.code), one.text or "") for one in found if isinstance(one, dns.edns.EDEOption)]


@pytest.mark.parametrize(
    ("name", "type", "rcode", "reason"),
    [
        ("elsewhere.test", "A", dns.rcode.REFUSED, (20, "")),
        ("unhosted.test", "A", dns.rcode.REFUSED, (20, "")),
        ("example.com", "AXFR", dns.rcode.REFUSED, (21, "")),
        ("example.com", "IXFR", dns.rcode.REFUSED, (21, "")),
        ("example.com", "MAILB", dns.rcode.NOTIMP, (21, "")),
        ("example.com", "TYPE128", dns.rcode.FORMERR, (30, "")),
    ],
)
def test_a_refusal_says_why(host: Host, name: str, type: str, rcode: dns.rcode.Rcode, reason: tuple[int, str]) -> None:
    response = host.ask(name, type, tcp=True)
    assert (response.rcode(), reasons(response)) == (rcode, [reason])


@pytest.mark.parametrize("name", ["fails", "shut", "to-fails"])
def test_a_failure_by_steering_says_so_to_those_whom_it_concerns(host: Host, name: str) -> None:
    response = host.ask(f"{name}.example.com", subnet="10.0.0.0/24")
    assert (response.rcode(), scope(response)) == (dns.rcode.SERVFAIL, 8)
    assert reasons(response) == [(0, "nothing is available for this asker")]
    assert reasons(host.ask(f"{name}.example.com", subnet="11.0.0.0/24")) == []


def test_another_opcode_is_not_supported(host: Host) -> None:
    query = dns.message.make_query("example.com", "SOA", use_edns=0)
    query.set_opcode(dns.opcode.NOTIFY)
    response = host.send(query)
    assert (response.rcode(), reasons(response)) == (dns.rcode.NOTIMP, [(21, "")])


@pytest.mark.parametrize(
    ("name", "type"), [("mail.example.com", "A"), ("nothing.example.com", "A"), ("sub.example.com", "A")]
)
def test_answers_need_no_reason(host: Host, name: str, type: str) -> None:
    assert reasons(host.ask(name, type)) == []


def test_without_edns_nothing_is_added(host: Host) -> None:
    assert host.ask("elsewhere.test", edns=False).edns == -1


def test_reasons_can_be_left_out() -> None:
    query = dns.message.make_query("elsewhere.test", "A", use_edns=0).to_wire()
    raw = Engine().answer(query, "127.0.0.1")
    assert raw is not None
    response = dns.message.from_wire(raw)
    assert (response.rcode(), response.options) == (dns.rcode.REFUSED, ())
