"""Zone cuts: referrals, glue, DS, and a child zone that is ours too (RFC 1034 section 4.2, 4035, 9471)."""

from __future__ import annotations

import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, is_truncated, texts


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("sub.example.com", "A"),
        ("sub.example.com", "NS"),
        ("sub.example.com", "ANY"),
        ("host.sub.example.com", "A"),
        ("ns.sub.example.com", "A"),
        ("a.b.sub.example.com", "DS"),
        ("host.below.sub.example.com", "A"),
    ],
)
def test_at_and_below_a_cut_others_are_named(host: Host, name: str, type: str) -> None:
    response = host.ask(name, type)
    assert (response.rcode(), response.answer) == (dns.rcode.NOERROR, [])
    assert not is_authoritative(response)
    servers = {rdata.to_text() for rrset in response.authority for rdata in rrset}
    assert servers == {"ns.sub.example.com.", "ns.elsewhere.test."}


def test_glue_comes_with_the_referral(host: Host) -> None:
    glue = {rrset.to_text() for rrset in host.ask("host.sub.example.com").additional}
    assert glue == {"ns.sub.example.com. 60 IN A 192.0.2.53", "ns.sub.example.com. 60 IN AAAA 2001:db8::53"}


def test_glue_that_does_not_fit_makes_the_asker_come_again(host: Host) -> None:
    assert is_truncated(host.ask("host.many.example.com", payload=512))
    whole = host.ask("host.many.example.com", tcp=True)
    assert len(whole.additional[0]) == 40


def test_ds_is_answered_from_above_the_cut(host: Host) -> None:
    for name in ("sub.example.com", "child.example.com"):
        response = host.ask(name, "DS")
        assert texts(response)[0].startswith(f"{name}. 60 IN DS 12345 13 2")
        assert is_authoritative(response)


def test_ds_at_the_top_of_a_lone_zone_is_no_data(host: Host) -> None:
    response = host.ask("example.com", "DS")
    assert (response.rcode(), response.answer) == (dns.rcode.NOERROR, [])


def test_ds_of_a_zone_of_ours_that_is_not_delegated_is_no_data(host: Host) -> None:
    response = host.ask("lone.example.net", "DS")
    assert (response.rcode(), response.authority[0].name.to_text()) == (dns.rcode.NOERROR, "example.net.")


def test_a_child_zone_of_ours_is_answered_and_not_referred_to(host: Host) -> None:
    response = host.ask("www.child.example.com")
    assert data(response) == ["192.0.2.81"]
    assert is_authoritative(response)


def test_what_the_child_zone_lacks_is_denied_by_the_child(host: Host) -> None:
    response = host.ask("nothing.child.example.com")
    assert response.authority[0].name.to_text() == "child.example.com."
    assert response.rcode() == dns.rcode.NXDOMAIN


def test_addresses_that_are_merely_useful_do_not_take_the_place_of_glue(host: Host) -> None:
    response = host.ask("www.crowd.example.com", edns=False)
    assert not is_truncated(response)
    assert {rrset.name.to_text() for rrset in response.additional} == {"ns.crowd.example.com."}
