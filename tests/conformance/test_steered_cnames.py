"""Access domains that are CNAMEs, and pools of names, over sockets (gtm.md sections 2.1 and 6.1, RFC 1034, 2181)."""

from __future__ import annotations

import dns.rcode
import pytest
from hosting import Host, data, is_authoritative, scope, texts

CNAME = "cname.example.com. 60 IN CNAME gtm.example.com."
GTM = "gtm.example.com. 30 IN A 198.51.100.10"

over_both = pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])


@over_both
@pytest.mark.parametrize(
    ("type", "lines"),
    [
        ("A", [CNAME, GTM]),
        ("AAAA", [CNAME]),
        ("MX", [CNAME]),
        ("TXT", [CNAME]),
        ("NS", [CNAME]),
        ("DNAME", [CNAME]),
        ("DS", [CNAME]),
        ("CNAME", [CNAME]),
        ("ANY", [CNAME]),
    ],
)
def test_a_steered_cname_answers_for_every_type(host: Host, type: str, lines: list[str], tcp: bool) -> None:
    response = host.ask("cname.example.com", type, subnet="10.0.0.0/24", tcp=tcp)
    assert (texts(response), response.rcode()) == (lines, dns.rcode.NOERROR)
    assert is_authoritative(response)


@pytest.mark.parametrize(("type", "count"), [("RRSIG", 1), ("NSEC", 0), ("KEY", 0)])
def test_what_may_stand_beside_a_cname_is_the_zones_own(host: Host, type: str, count: int) -> None:
    assert len(host.ask("cname.example.com", type).answer) == count
    assert data(host.ask("plain-alias.example.com", type), "CNAME") == []


def test_a_steered_cname_is_hidden_from_who_gets_none(host: Host) -> None:
    assert data(host.ask("half.example.com", "MX", subnet="9.0.0.0/8"), "CNAME") == ["gtm.example.com."]
    response = host.ask("half.example.com", "MX", subnet="10.0.0.0/8")
    assert (data(response, "MX"), scope(response)) == (["10 mail.example.com."], 8)
    assert host.ask("half.example.com", "A", subnet="10.0.0.0/8").answer == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("all", ["second", "alias", "www"]),
        ("wild-target", ["a.wild"]),
        ("names", ["host.example.net."]),
        ("to-shut", ["shut", "www"]),
        ("leaves", ["www.elsewhere.test."]),
        ("round1", ["round2", "round1"]),
    ],
)
def test_the_chain_is_completed_as_far_as_it_is_ours(host: Host, name: str, lines: list[str]) -> None:
    subnet = "9.0.0.0/8" if name != "names" else "10.0.0.0/8"
    targets = data(host.ask(f"{name}.example.com", subnet=subnet), "CNAME")
    assert targets == [target if target.endswith(".") else f"{target}.example.com." for target in lines]


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("all", ["198.51.100.10"]),
        ("wild-target", ["192.0.2.42"]),
        ("names", ["192.0.2.90"]),
        ("x.aliased", ["198.51.100.10"]),
        ("leaves", []),
        ("round1", []),
    ],
)
def test_the_end_of_the_chain_is_in_the_same_answer(host: Host, name: str, addresses: list[str]) -> None:
    assert data(host.ask(f"{name}.example.com", subnet="10.0.0.0/8")) == addresses


def test_the_code_is_that_of_the_last_name_of_a_steered_chain(host: Host) -> None:
    response = host.ask("gone.example.com", "MX")
    assert (response.rcode(), data(response, "CNAME")) == (dns.rcode.NXDOMAIN, ["nothing.example.com."])
    assert [rrset.name.to_text() for rrset in response.authority] == ["example.com."]


@pytest.mark.parametrize(
    ("name", "subnet", "length"),
    [
        # The alias is the same for all; gtm tells 10/8 apart, www 10/8 and 172.16/12.
        ("cname", "10.0.0.0/24", 8),
        ("x.aliased", "172.16.0.0/24", 12),
        # The alias tells 172.16/12 apart, gtm 10/8: the narrower of both holds for both.
        ("choosy", "172.16.0.0/24", 12),
        ("choosy", "173.0.0.0/24", 8),
        ("choosy", "10.0.0.0/24", 8),
        ("leaves", "10.0.0.0/24", 0),
    ],
)
def test_the_scope_is_the_narrowest_along_the_chain(host: Host, name: str, subnet: str, length: int) -> None:
    assert scope(host.ask(f"{name}.example.com", subnet=subnet)) == length


@pytest.mark.parametrize("type", ["AAAA", "MX", "CNAME"])
def test_a_pool_of_names_answers_for_addresses_of_its_type_alone(host: Host, type: str) -> None:
    response = host.ask("names.example.com", type, subnet="10.0.0.0/8")
    assert (response.rcode(), response.answer, scope(response)) == (dns.rcode.NOERROR, [], 0)


def test_a_steered_wildcard_cname_steers_names_that_do_not_exist(host: Host) -> None:
    assert data(host.ask("x.aliased.example.com", "MX"), "CNAME") == ["www.example.com."]
    assert data(host.ask("y.x.aliased.example.com", "TXT"), "TXT") == ['"the zone\'s own"']
    assert data(host.ask("exact.aliased.example.com", "TXT"), "TXT") == ['"seen"']
    assert host.ask("exact.aliased.example.com", "A").answer == []


@pytest.mark.parametrize("type", ["SOA", "NS", "A", "ANY", "CNAME", "MX"])
def test_the_top_of_a_zone_keeps_its_own(host: Host, type: str) -> None:
    assert data(host.ask("example.net", type), "CNAME") == []
    assert data(host.ask("example.net", "SOA"), "SOA") != []


def test_a_cut_stays_a_cut(host: Host) -> None:
    for name, cut in [("cut", "cut"), ("below.cut", "cut"), ("x.sub.cname", "sub.cname")]:
        response = host.ask(f"{name}.example.com", "A")
        assert (response.answer, is_authoritative(response)) == ([], False)
        assert [rrset.name.to_text() for rrset in response.authority] == [f"{cut}.example.com."]
    assert len(data(host.ask("cut.example.com", "DS"), "DS")) == 1


def test_what_is_below_a_steered_cname_is_the_zones_own(host: Host) -> None:
    assert data(host.ask("below.cname.example.com", "TXT"), "TXT") == ['"seen"']
    assert host.ask("nothing.cname.example.com").rcode() == dns.rcode.NXDOMAIN
    moved = host.ask("deep.moving.example.com", "TXT")
    assert data(moved, "CNAME") == ["deep.tree.example.com."]
    assert data(host.ask("moving.example.com", "DNAME"), "CNAME") == ["www.example.com."]


def test_hidden_addresses_do_not_come_along_with_other_records(host: Host) -> None:
    response = host.ask("to-cname.example.com", "MX")
    assert (data(response, "MX"), response.additional) == (["10 cname.example.com."], [])


@pytest.mark.parametrize("tcp", [False, True], ids=["UDP", "TCP"])
def test_one_cname_at_a_time_in_turn_over_either_transport(host: Host, *, tcp: bool) -> None:
    seen = [host.ask("turns.example.com", tcp=tcp) for _ in range(6)]
    assert [data(response, "CNAME") for response in seen] == [["one.test."], ["three.test."], ["two.test."]] * 2
