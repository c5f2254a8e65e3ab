"""CNAME chains inside our zones, to and through steered names (RFC 1034 section 3.6.2, RFC 6604)."""

from __future__ import annotations

import dns.message
import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, scope, texts


def test_a_chain_is_followed_to_a_steered_name(host: Host) -> None:
    response = host.ask("second.example.com", subnet="10.0.0.0/24")
    assert texts(response) == [
        "second.example.com. 60 IN CNAME alias.example.com.",
        "alias.example.com. 60 IN CNAME www.example.com.",
        "www.example.com. 60 IN A 198.51.100.10",
    ]


def test_a_chain_is_followed_into_another_zone_of_ours(host: Host) -> None:
    assert data(host.ask("tonet.example.com")) == ["192.0.2.90"]
    assert data(host.ask("back.example.net", subnet="10.0.0.0/8")) == ["198.51.100.10"]


def test_a_chain_that_leaves_our_zones_stops_there(host: Host) -> None:
    response = host.ask("abroad.example.com")
    assert texts(response) == ["abroad.example.com. 60 IN CNAME www.elsewhere.test."]
    assert (response.rcode(), response.authority) == (dns.rcode.NOERROR, [])
    assert is_authoritative(response)


def test_the_code_is_that_of_the_last_name(host: Host) -> None:
    response = host.ask("dangling.example.com")
    assert response.rcode() == dns.rcode.NXDOMAIN
    assert data(response, "CNAME") == ["nothing.example.com."]
    assert response.authority[0].to_text().startswith("example.com. 300 IN SOA")


def test_a_chain_may_end_in_no_data(host: Host) -> None:
    response = host.ask("toempty.example.com")
    assert response.rcode() == dns.rcode.NOERROR
    assert response.authority[0].to_text().startswith("example.com. 300 IN SOA")


def test_a_chain_may_end_in_a_delegation(host: Host) -> None:
    response = host.ask("todelegated.example.com")
    assert data(response, "CNAME") == ["host.sub.example.com."]
    assert {rrset.name.to_text() for rrset in response.authority} == {"sub.example.com."}
    assert is_authoritative(response)


def test_a_cname_that_is_asked_for_is_not_followed(host: Host) -> None:
    assert texts(host.ask("alias.example.com", "CNAME")) == ["alias.example.com. 60 IN CNAME www.example.com."]


@pytest.mark.parametrize(("name", "length"), [("loop1", 2), ("self", 1), ("hop00", 16)])
def test_a_chain_without_end_is_given_up(host: Host, name: str, length: int) -> None:
    # dnspython would put records together that came twice.
    query = dns.message.make_query(f"{name}.example.com", "A").to_wire()
    response = host.engine.answer(query, "127.0.0.1", tcp=True)
    assert response is not None
    assert (response[7], response[3] & 0x0F) == (length, dns.rcode.NOERROR)


def test_a_steered_cname_leads_on(host: Host) -> None:
    response = host.ask("cname.example.com", subnet="10.0.0.0/24")
    assert data(response, "CNAME") == ["gtm.example.com."]
    assert data(response) == ["198.51.100.10"]


def test_a_pool_of_names_answers_an_address_query_with_one_cname(host: Host) -> None:
    response = host.ask("names.example.com", subnet="10.0.0.0/8")
    assert data(response, "CNAME") == ["host.example.net."]
    assert data(response) == ["192.0.2.90"]


def test_the_longest_scope_of_the_parts_wins(host: Host) -> None:
    assert scope(host.ask("www.example.com", subnet="172.16.0.0/24")) == 12
    assert scope(host.ask("second.example.com", subnet="172.16.0.0/24")) == 12
    assert scope(host.ask("tonet.example.com", subnet="172.16.0.0/24")) == 0
    assert scope(host.ask("names.example.com", subnet="10.0.0.0/24")) == 8
    assert scope(host.ask("far.example.com", subnet="10.0.0.0/24")) == 8
