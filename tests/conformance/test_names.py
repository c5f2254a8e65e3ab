"""Finding names: case, existence, steered names in front of the zone's own (RFC 1034, 1035, 4343)."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, texts


def test_a_zone_answers_authoritatively(host: Host) -> None:
    response = host.ask("mail.example.com", "AAAA")
    assert texts(response) == ["mail.example.com. 60 IN AAAA 2001:db8::25"]
    assert is_authoritative(response)
    assert not response.flags & dns.flags.RA


def test_the_askers_spelling_comes_back(host: Host) -> None:
    response = host.ask("wWw.ExAmPlE.cOm", subnet="10.0.0.0/24")
    assert texts(response) == ["wWw.ExAmPlE.cOm. 60 IN A 198.51.100.10"]
    assert response.question[0].name.to_text() == "wWw.ExAmPlE.cOm."


def test_a_steered_name_shadows_its_own_type_only(host: Host) -> None:
    assert data(host.ask("www.example.com", "A")) == ["198.51.100.1", "198.51.100.2"]
    assert data(host.ask("www.example.com", "TXT"), "TXT") == ['"the zone\'s own"']


def test_a_steered_name_has_its_own_ttl(host: Host) -> None:
    assert texts(host.ask("gtm.example.com", subnet="10.0.0.0/8")) == ["gtm.example.com. 30 IN A 198.51.100.10"]


def test_a_steered_name_needs_no_record_in_the_zone(host: Host) -> None:
    assert data(host.ask("six.example.com", "AAAA"), "AAAA") == ["2001:db8::6"]


def test_an_asker_with_an_empty_answer_gets_the_zones_records(host: Host) -> None:
    assert data(host.ask("partial.example.com", subnet="10.0.0.0/8")) == ["192.0.2.99"]
    assert data(host.ask("partial.example.com", subnet="9.0.0.0/8")) == ["198.51.100.1", "198.51.100.2"]


def test_a_steered_name_outside_our_zones_is_refused(host: Host) -> None:
    assert host.ask("unhosted.test").rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize("name", ["elsewhere.test", "com", ".", "example.org"])
def test_names_outside_our_zones_are_refused(host: Host, name: str) -> None:
    response = host.ask(name)
    assert response.rcode() == dns.rcode.REFUSED
    assert not is_authoritative(response)
    assert not response.answer + response.authority


def test_one_response_carries_at_most_fifty_steered_records(host: Host) -> None:
    assert len(data(host.ask("many-a.example.com", tcp=True))) == 50


@pytest.mark.parametrize(
    ("name", "type", "added"),
    [
        ("example.com", "MX", {"mail.example.com."}),
        ("example.com", "NS", {"ns1.example.com."}),
        ("_sip._udp.example.com", "SRV", {"mail.example.com."}),
        ("to-steered.example.com", "MX", set()),
    ],
)
def test_addresses_of_named_hosts_are_added_unless_they_are_steered(
    host: Host, name: str, type: str, added: set[str]
) -> None:
    assert {rrset.name.to_text() for rrset in host.ask(name, type).additional} == added


def test_recursion_desired_comes_back_and_changes_nothing(host: Host) -> None:
    query = dns.message.make_query("mail.example.com", "A", flags=0)
    assert not host.send(query).flags & dns.flags.RD


@pytest.mark.parametrize("name", ["www.example.com", "mail.example.com", "example.com", "alias.example.com"])
def test_any_gets_one_record_set(host: Host, name: str) -> None:
    assert len(host.ask(name, "ANY").answer) == 1


@pytest.mark.parametrize(
    ("name", "rcode", "answers", "authority"),
    [
        ("gtm.example.com", dns.rcode.NOERROR, 1, 0),
        ("cname.example.com", dns.rcode.NOERROR, 1, 0),
        ("a.wild.example.com", dns.rcode.NOERROR, 1, 0),
        ("a.star.example.com", dns.rcode.NOERROR, 1, 0),
        ("nobody.example.com", dns.rcode.NOERROR, 0, 1),
        ("nothing.example.com", dns.rcode.NXDOMAIN, 0, 1),
        ("sub.example.com", dns.rcode.NOERROR, 0, 1),
        ("elsewhere.test", dns.rcode.REFUSED, 0, 0),
    ],
)
@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_any_is_answered_shortly_and_as_any_other_type_otherwise(
    host: Host, name: str, rcode: dns.rcode.Rcode, answers: int, authority: int, tcp: bool
) -> None:
    """RFC 8482 section 4.1: over TCP too, for nobody needs more."""
    response = host.ask(name, "ANY", tcp=tcp)
    assert (response.rcode(), len(response.answer), len(response.authority)) == (rcode, answers, authority)


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("nOtHiNg.ExAmPlE.cOm", "A"),
        ("MAIL.example.COM", "TXT"),
        ("A.Wild.Example.Com", "A"),
        ("X.Sub.Example.Com", "A"),
        ("ElseWhere.Test", "A"),
        ("SECOND.example.com", "A"),
        ("wWw.ExAmPlE.cOm", "AXFR"),
        ("wWw.ExAmPlE.cOm", "TYPE128"),
        ("FAILS.example.com", "A"),
    ],
)
def test_the_question_comes_back_byte_for_byte_with_every_code(host: Host, name: str, type: str) -> None:
    """What resolvers mix into its case they want to see again."""
    query = dns.message.make_query(name, type).to_wire()
    raw = host.engine.answer(query, "10.0.0.1")
    assert raw is not None
    end = query.index(b"\x00", 12) + 5
    assert raw[12:end] == query[12:end]


def test_any_at_an_empty_name_gets_none(host: Host) -> None:
    response = host.ask("deep.tree.example.com", "ANY")
    assert (response.rcode(), response.answer) == (dns.rcode.NOERROR, [])
