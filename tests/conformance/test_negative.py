"""Saying that there is nothing: NXDOMAIN, NODATA, and for how long (RFC 2308, 8020, 4592)."""

from __future__ import annotations

import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hosting import Host, is_authoritative
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


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


@pytest.mark.parametrize(
    ("name", "soa"),
    [
        ("dangling.example.com", "example.com."),
        ("toempty.example.com", "example.com."),
        ("gone.example.com", "example.com."),
        ("nothing.child.example.com", "child.example.com."),
        ("nothing.toparent.lone.example.net", "example.com."),
        ("abroad.example.com", None),
    ],
)
@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_the_soa_is_that_of_the_zone_where_the_way_ends(host: Host, name: str, soa: str | None, tcp: bool) -> None:
    """RFC 2308 section 2.1, RFC 6604: also behind aliases; where the way leaves our zones we do not know."""
    authority = [(rrset.name.to_text(), rrset.rdtype) for rrset in host.ask(name, "MX", tcp=tcp).authority]
    assert authority == ([] if soa is None else [(soa, dns.rdatatype.SOA)])


labels = st.sampled_from(
    ["a", "b", "deep", "tree", "www", "nothing", "wild", "star", "above", "x", "*", "sub", "moved"]
)


@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(below=st.lists(labels, min_size=1, max_size=3), above=st.lists(labels, min_size=1, max_size=3))
def test_below_a_name_that_does_not_exist_none_does(host: Host, below: list[str], above: list[str]) -> None:
    """RFC 8020, which resolvers go by: what they learnt of a name they take for granted below it."""

    def rcode(*front: str) -> dns.rcode.Rcode:
        query = dns.message.make_query(".".join([*front, "example.com"]), "TXT")
        raw = host.engine.answer(query.to_wire(), "127.0.0.1")
        assert raw is not None
        return dns.message.from_wire(raw).rcode()

    if rcode(*above) == dns.rcode.NXDOMAIN:
        assert rcode(*below, *above) == dns.rcode.NXDOMAIN
