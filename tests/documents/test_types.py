"""Addresses, domain names and CNAMEs: what may answer for what, and where (gtm.md sections 2.1 and 6.1)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from given import address, config, domain, faults, pool, records, zone
from trunkline.documents.check import check
from trunkline.documents.document import Document
from trunkline.documents.endpoint import endpoint_type, normal_endpoint
from trunkline.policies import all_policies

HOME = zone("example.com")
FOUR, SIX, NAME = address("four"), address("six", "2001:db8::1"), address("name", "www.example.net")
P4, P6, PN = pool("P4", ["four"]), pool("P6", ["six"], type="IPv6"), pool("PN", ["name"], type="domain")
ALL: list[Document] = [HOME, FOUR, SIX, NAME, P4, P6, PN]

SPELLINGS = [
    ("192.0.2.1", "192.0.2.1", "IPv4"),
    ("2001:DB8:0::1", "2001:db8::1", "IPv6"),
    ("WWW.Example.COM.", "www.example.com", "domain"),
    ("_edge.example.com", "_edge.example.com", "domain"),
    ("1.2.3.example", "1.2.3.example", "domain"),
    ("bücher.example", "xn--bcher-kva.example", "domain"),
]


@pytest.mark.parametrize(("written", "normal", "type"), SPELLINGS)
def test_an_endpoint_has_one_spelling_and_a_type(written: str, normal: str, type: str) -> None:
    one = address("a", written)
    assert (one.endpoint, one.type) == (normal, type)
    assert normal_endpoint(normal) == normal
    assert endpoint_type(normal) == type


LOOK_LIKE_HOSTS = [r"a.\049", "www.example.①", "www。example.１２", "1.2.3", "192.0.2.1.", "a.١", "localhost."]
LOOK_LIKE_HOSTS += [r"\042.example.com", "x.*", "a.*.example.com", r"a\058b.example.com", "a.b\x00", "www.example.com/"]


@pytest.mark.parametrize("written", LOOK_LIKE_HOSTS)
def test_what_only_looks_like_a_host_is_refused_however_it_is_spelled(written: str) -> None:
    """Letters in other scripts and escapes become digits, colons and stars: only then is it seen what they are."""
    with pytest.raises(ValueError, match=r"nor a domain name|stands for many names|is not a domain name"):
        normal_endpoint(written)


@given_by(text=st.text(st.sampled_from("aZ19.。*:\\①１_- /éß"), max_size=12))
def test_the_one_spelling_of_an_endpoint_is_its_own(text: str) -> None:
    try:
        normal = normal_endpoint(text)
    except ValueError:
        return
    assert normal_endpoint(normal) == normal
    if endpoint_type(normal) != "domain":
        ip_address(normal)


@pytest.mark.parametrize(
    ("type", "allowed"), [("A", ["P4", "PN"]), ("AAAA", ["P6", "PN"]), ("CNAME", ["PN"])], ids=["A", "AAAA", "CNAME"]
)
def test_a_record_type_is_answered_by_these_types_of_pool_and_no_others(type: str, allowed: list[str]) -> None:
    for name in ("P4", "P6", "PN"):
        said = faults(ALL, domain(pools=[name], type=type))
        assert [f"type {type} answers with" in one for one in said] == ([] if name in allowed else [True])


@pytest.mark.parametrize("policy", all_policies())
@pytest.mark.parametrize(("type", "pools"), [("A", ["P4", "PN"]), ("A", ["PN", "P4"]), ("AAAA", ["P6", "PN"])])
def test_only_a_policy_of_one_member_mixes_addresses_and_names(policy: str, type: str, pools: list[str]) -> None:
    said = faults(ALL, domain(pools=pools, type=type, policy=policy))
    assert bool(said) == all_policies()[policy].several
    assert all("pools.1.pool" in one and "and a CNAME of PN at once (attach pools of one type" in one for one in said)


@pytest.mark.parametrize("new", ["policy", "pool", "type of a pool"])
def test_a_mixture_is_refused_whatever_of_it_is_new(new: str) -> None:
    mixed = domain(pools=["P4", "PN"])
    key = (mixed.kind, mixed.key)
    found = config(ALL, mixed)
    changed = ("pool", "PN") if new == "type of a pool" else key
    assert [one.field for one in check(found, {"default"}, [changed])] == ["pools.1.pool"]


BESIDE: list[tuple[str, str, bool]] = [("A", "CNAME", True), ("AAAA", "CNAME", True), ("A", "AAAA", False)]


@pytest.mark.parametrize(("one", "other", "refused"), BESIDE)
@pytest.mark.parametrize("enabled", [True, False])
def test_a_cname_stands_alone_among_access_domains(one: str, other: str, refused: bool, enabled: bool) -> None:
    """Q24; each is told, for either may be the new one."""
    pair = [domain(type=one, enabled=enabled), domain(type=other)]
    said = faults(HOME, pair)
    expected = [f"{type_} too, and a CNAME stands alone" for type_ in (other, one)] if refused else []
    assert len(said) == len(expected)
    assert all(part in text for part, text in zip(expected, said, strict=True))
    found = config(HOME, pair)
    assert len(check(found, set(), [(pair[1].kind, pair[1].key)])) == len(said)


APEX: list[tuple[dict[str, Any], str]] = [
    ({"type": "CNAME", "pools": ["PN"]}, "type: example.com is a zone's apex"),
    ({"pools": ["PN"]}, "pools.0.pool: a domain name is answered as CNAME; example.com is a zone's apex"),
    ({"all_down_records": ["a.example.net"]}, "all_down_records: a domain name is answered as CNAME"),
    ({"pools": ["P4"]}, ""),
    ({"pools": ["P6"], "type": "AAAA"}, ""),
]


@pytest.mark.parametrize(("fields", "said"), APEX, ids=str)
def test_at_the_apex_of_a_zone_there_is_no_cname(fields: dict[str, Any], said: str) -> None:
    found = faults(ALL, domain("example.com", **fields))
    assert [said in one for one in found] == ([True] if said else [])


@pytest.mark.parametrize("name", ["*.example.com", "a.b.example.com"])
def test_a_cname_may_be_steered_at_a_wildcard_and_anywhere_below_the_apex(name: str) -> None:
    assert faults(ALL, domain(name, ["PN"], type="CNAME")) == []


def test_a_cname_of_the_zone_is_no_hindrance_to_a_steered_one() -> None:
    home = zone("example.com", records("gtm", "CNAME", "www.example.net."))
    assert faults(home, NAME, PN, domain(pools=["PN"], type="CNAME")) == []


@pytest.mark.parametrize(("ttl", "refused"), [(29, True), (30, False), (31, False)])
def test_a_ttl_below_the_zones_floor_is_refused(ttl: int, refused: bool) -> None:
    """Q26."""
    said = faults(zone("example.com", min_ttl=30), domain(ttl=ttl))
    assert [f"ttl: a TTL of {ttl} s is below the 30 s that zone" in one for one in said] == ([True] if refused else [])


TO = {"x": address("x", "x.example.com"), "y": address("y", "y.example.com")}
CIRCLES: list[tuple[str, list[Document], list[str]]] = [
    ("itself", [domain("x.example.com", ["X"]), HOME], ["x.example.com is itself"]),
    ("itself, by CNAME", [domain("x.example.com", ["X"], type="CNAME"), HOME], ["x.example.com is itself"]),
    ("each other", [domain("x.example.com", ["Y"]), domain("y.example.com", ["X"]), HOME],
     ["y.example.com leads back to x.example.com", "x.example.com leads back to y.example.com"]),
    ("by the zone", [domain("x.example.com", ["Y"]), zone("example.com", records("y", "CNAME", "x"))],
     ["y.example.com leads back to x.example.com"]),
    ("by given records", [domain("x.example.com", all_down_records=["x.example.com"]), HOME], ["is itself"]),
    ("of other types", [domain("x.example.com", ["Y"]), domain("y.example.com", ["X"], type="AAAA"), HOME], []),
    ("on to where it ends", [domain("x.example.com", ["Y"]), zone("example.com", records("y", "CNAME", "z"))], []),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "said"), [case[1:] for case in CIRCLES], ids=[case[0] for case in CIRCLES])
def test_a_cname_that_leads_back_to_itself_is_refused(documents: list[Document], said: list[str]) -> None:
    pools = [pool(name.upper(), [name], type="domain") for name in TO]
    found = faults(documents, TO.values(), pools)
    assert len(found) == len(said)
    assert all(part in one for part, one in zip(said, found, strict=True))


def test_two_spellings_of_a_name_are_one_endpoint() -> None:
    twins = [address("a", "www.example.net"), address("b", "WWW.example.net.")]
    (said,) = faults(twins, pool("P", ["a", "b"], type="domain"))
    assert "b has the endpoint www.example.net, and so has a (one endpoint stands once in a pool)" in said
