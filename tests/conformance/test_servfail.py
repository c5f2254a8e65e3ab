"""Answers that are failures: to those askers alone, over either transport, also at the end of a chain (RFC 6604)."""

from __future__ import annotations

import dns.message
import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, is_truncated, scope

FAILING = "10.0.0.0/24"

over_both = pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])


@over_both
@pytest.mark.parametrize(("name", "type"), [("fails", "A"), ("shut", "A"), ("shut", "MX"), ("shut", "ANY")])
def test_a_failure_says_nothing_else_and_for_whom_it_holds(host: Host, name: str, type: str, tcp: bool) -> None:
    response = host.ask(f"{name}.example.com", type, subnet=FAILING, tcp=tcp)
    assert response.rcode() == dns.rcode.SERVFAIL
    assert (response.answer, response.authority, response.additional) == ([], [], [])
    assert (scope(response), response.edns, response.payload) == (8, 0, 1232)
    assert not is_authoritative(response)
    assert not is_truncated(response)


@pytest.mark.parametrize("name", ["fails", "shut", "to-fails", "names-fail"])
def test_whoever_is_not_meant_is_answered(host: Host, name: str) -> None:
    response = host.ask(f"{name}.example.com", subnet="11.0.0.0/24")
    assert (response.rcode(), data(response)[0], scope(response)) == (dns.rcode.NOERROR, "198.51.100.1", 8)


def test_a_failure_of_one_type_leaves_the_others(host: Host) -> None:
    response = host.ask("fails.example.com", "MX", subnet=FAILING)
    assert (data(response, "MX"), scope(response)) == (["10 mail.example.com."], 0)


@over_both
@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("to-fails", ["fails.example.com."]),
        ("to-shut", ["shut.example.com."]),
        ("names-fail", ["to-fails.example.com.", "fails.example.com."]),
    ],
)
def test_a_chain_that_ends_in_a_failure_has_its_code(host: Host, name: str, chain: list[str], tcp: bool) -> None:
    response = host.ask(f"{name}.example.com", subnet=FAILING, tcp=tcp)
    assert (response.rcode(), data(response, "CNAME"), data(response)) == (dns.rcode.SERVFAIL, chain, [])
    assert (response.authority, scope(response)) == ([], 8)
    assert is_authoritative(response)


@over_both
def test_without_edns_a_failure_is_the_question_given_back(host: Host, tcp: bool) -> None:
    # Not over sockets, for loopback is nobody's network here.
    query = dns.message.make_query("fails.example.com", "A").to_wire()
    response = host.engine.answer(query, "10.0.0.1", tcp=tcp)
    assert response == query[:2] + bytes([0x81, dns.rcode.SERVFAIL]) + query[4:]


def test_failures_are_counted_by_their_code(host: Host) -> None:
    before = host.engine.counters().responses["SERVFAIL"]
    host.ask("fails.example.com", subnet=FAILING)
    assert host.engine.counters().responses["SERVFAIL"] == before + 1
