"""Wildcards, the zone's own and steered ones (RFC 4592)."""

from __future__ import annotations

import dns.rcode
import pytest
from hosting import Host, data, texts


@pytest.mark.parametrize("name", ["a.wild.example.com", "b.a.wild.example.com", "*.wild.example.com"])
def test_a_wildcard_answers_for_names_that_do_not_exist(host: Host, name: str) -> None:
    assert texts(host.ask(name)) == [f"{name}. 60 IN A 192.0.2.42"]


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("exact.wild.example.com", dns.rcode.NOERROR),
        ("empty.wild.example.com", dns.rcode.NOERROR),
        ("a.exact.wild.example.com", dns.rcode.NXDOMAIN),
        ("a.empty.wild.example.com", dns.rcode.NXDOMAIN),
        ("a.below.empty.wild.example.com", dns.rcode.NXDOMAIN),
    ],
)
def test_a_name_that_exists_keeps_the_wildcard_away(host: Host, name: str, rcode: dns.rcode.Rcode) -> None:
    response = host.ask(name)
    assert (response.rcode(), response.answer) == (rcode, [])


def test_a_wildcard_has_no_data_of_other_types(host: Host) -> None:
    response = host.ask("a.wild.example.com", "TXT")
    assert (response.rcode(), response.answer) == (dns.rcode.NOERROR, [])


def test_a_steered_wildcard_steers_every_name_below(host: Host) -> None:
    assert texts(host.ask("a.star.example.com", subnet="10.0.0.0/8")) == ["a.star.example.com. 60 IN A 198.51.100.10"]
    assert data(host.ask("b.a.star.example.com", subnet="9.0.0.0/8")) == ["198.51.100.1", "198.51.100.2"]


def test_a_wildcard_cname_is_followed(host: Host) -> None:
    response = host.ask("a.aliases.example.com", subnet="10.0.0.0/8")
    assert texts(response) == [
        "a.aliases.example.com. 60 IN CNAME www.example.com.",
        "www.example.com. 60 IN A 198.51.100.10",
    ]
