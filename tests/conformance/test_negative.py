"""Saying that there is nothing: NXDOMAIN, NODATA, and for how long (RFC 2308, 8020, 4592)."""

from __future__ import annotations

import dns.rcode
import dns.rdatatype
import pytest
from hosting import Host, is_authoritative


@pytest.mark.parametrize(
    "name",
    [
        "nothing.example.com",
        "under.www.example.com",
        "under.gtm.example.com",
        "b.deep.tree.example.com",
        "y.above.example.com",
    ],
)
def test_a_name_that_does_not_exist_is_denied(host: Host, name: str) -> None:
    response = host.ask(name)
    assert response.rcode() == dns.rcode.NXDOMAIN
    assert is_authoritative(response)


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("mail.example.com", "TXT"),
        ("gtm.example.com", "AAAA"),
        ("gtm.example.com", "MX"),
        ("nobody.example.com", "A"),
        ("deep.tree.example.com", "A"),
        ("tree.example.com", "A"),
        ("above.example.com", "A"),
        ("star.example.com", "A"),
        ("wild.example.com", "A"),
    ],
)
def test_a_name_that_exists_has_no_data_of_that_type(host: Host, name: str, type: str) -> None:
    response = host.ask(name, type)
    assert (response.rcode(), response.answer) == (dns.rcode.NOERROR, [])
    assert is_authoritative(response)


@pytest.mark.parametrize(
    ("name", "soa"),
    [
        (
            "nothing.example.com",
            "example.com. 300 IN SOA ns1.example.com. hostmaster.example.com. 1 3600 600 86400 300",
        ),
        (
            "nothing.example.net",
            "example.net. 600 IN SOA ns1.example.com. hostmaster.example.net. 1 3600 600 86400 7200",
        ),
        ("gtm.example.com", "example.com. 300 IN SOA ns1.example.com. hostmaster.example.com. 1 3600 600 86400 300"),
    ],
)
def test_the_soa_says_for_how_long(host: Host, name: str, soa: str) -> None:
    assert [rrset.to_text() for rrset in host.ask(name, "TXT").authority] == [soa]


def test_the_soa_itself_keeps_its_own_ttl(host: Host) -> None:
    assert host.ask("example.com", "SOA").answer[0].ttl == 600
