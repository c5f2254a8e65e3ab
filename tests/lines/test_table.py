"""Who is asking: small tables, looked into and overlaid."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import DocumentError
from trunkline.lines.table import LineTable, table

unhurried = settings(deadline=None, derandomize=True)

SMALL = table(
    {
        "1.1.0.0/16": ("mobile",),
        "1.1.1.0/24": ("cn_telecom_guangdong", "cn_region_guangdong"),
        "9.0.0.0/8": ("os_namerica_us",),
        "240e::/18": ("telecom", "internal"),
    }
)
GUANGDONG = "cn_telecom_guangdong cn_telecom_huanan telecom cn_region_guangdong cn_region_huanan internal default"


@pytest.mark.parametrize(
    ("address", "lines", "first", "last"),
    [
        ("0.0.0.0", "default", "0.0.0.0", "1.0.255.255"),
        ("1.0.255.255", "default", "0.0.0.0", "1.0.255.255"),
        ("1.1.0.0", "mobile default", "1.1.0.0", "1.1.0.255"),
        ("1.1.1.0", GUANGDONG, "1.1.1.0", "1.1.1.255"),
        ("1.1.1.255", GUANGDONG, "1.1.1.0", "1.1.1.255"),
        ("1.1.2.0", "mobile default", "1.1.2.0", "1.1.255.255"),
        ("255.255.255.255", "default", "10.0.0.0", "255.255.255.255"),
        ("::ffff:1.1.1.9", GUANGDONG, "1.1.1.0", "1.1.1.255"),
        ("240e:3fff::1", "telecom internal default", "240e::", "240e:3fff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("240e:4000::", "default", "240e:4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_an_address_is_found_with_its_lines_and_their_range(address: str, lines: str, first: str, last: str) -> None:
    match = SMALL.find(address)
    assert (" ".join(match.lines), str(match.first), str(match.last)) == (lines, first, last)
    assert SMALL.classes[match.asker_class] == match.lines


def test_an_address_may_be_given_parsed() -> None:
    assert SMALL.find(IPv4Address("1.1.1.1")) == SMALL.find("1.1.1.1") == SMALL.find(ip_address("::ffff:1.1.1.1"))


@pytest.mark.parametrize("text", ["", "1.1.1", "1.1.1.1/32", "example.com", "1.1.1.256"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        SMALL.find(text)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("1.1.1.1", f"desk floor house {GUANGDONG}"),
        ("1.1.1.2", f"floor house {GUANGDONG}"),
        ("1.1.2.2", "house mobile default"),
        ("1.2.2.2", "house default"),
        ("2.0.0.1", "default"),
        ("240e:1::1", "also floor telecom internal default"),
    ],
)
def test_own_lines_stand_above_all_others_the_narrowest_first(address: str, lines: str) -> None:
    own = {"house": ["1.0.0.0/8"], "floor": ["1.1.1.0/24", "240e:1::/32"], "desk": ["1.1.1.1"], "also": ["240e:1::/32"]}
    assert SMALL.with_own_lines(own).find(address).lines == tuple(lines.split())


def test_without_own_lines_the_table_is_the_same() -> None:
    assert SMALL.with_own_lines({}) is SMALL


def test_own_lines_leave_the_table_they_were_laid_over_alone() -> None:
    before = SMALL.find("1.1.1.1")
    SMALL.with_own_lines({"everyone": ["0.0.0.0/0", "::/0"]})
    assert SMALL.find("1.1.1.1") == before


def test_own_lines_can_be_laid_over_own_lines() -> None:
    twice = SMALL.with_own_lines({"a": ["1.1.0.0/16"], "b": ["1.1.1.0/24"]}).with_own_lines({"a": ["1.1.1.1"]})
    assert twice.find("1.1.1.1").lines[:3] == ("a", "b", "cn_telecom_guangdong")


@pytest.mark.parametrize(
    ("own", "place", "field"),
    [
        ({"a": ["1.1.1.0/24", "1.1.1.1/24"]}, "line a", "networks.1"),
        ({"a": ["here"]}, "line a", "networks.0"),
        ({"telecom": ["1.1.1.0/24"]}, "line telecom", ""),
        ({"default": []}, "line default", ""),
    ],
)
def test_a_faulty_own_line_is_refused_with_its_place(own: dict[str, list[str]], place: str, field: str) -> None:
    with pytest.raises(DocumentError) as refused:
        SMALL.with_own_lines(own)
    assert [(problem.place, problem.field) for problem in refused.value.problems] == [(place, field)]


def networks() -> st.SearchStrategy[str]:
    """Networks close together, so that they nest, touch and repeat; IPv6 ones mirror the IPv4 ones."""
    short = st.tuples(st.integers(0, 15), st.integers(28, 32))
    v4 = short.map(lambda p: str(ip_network((f"10.0.0.{p[0]}", p[1]), strict=False)))
    v6 = short.map(lambda p: str(ip_network((f"fc00::{p[0]:x}", p[1] + 96), strict=False)))
    return v4 | v6 | st.sampled_from(["0.0.0.0/0", "::/0", "240.0.0.0/4", "ffff::/16"])


def own_lines() -> st.SearchStrategy[dict[str, list[str]]]:
    return st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(networks(), max_size=4))


BASES = st.dictionaries(
    networks(), st.sampled_from([("mobile",), ("os_asia_jp",), ("telecom", "internal")]), max_size=4
)
ASKERS = [f"10.0.0.{i}" for i in range(17)] + [f"fc00::{i:x}" for i in range(17)] + ["255.0.0.1", "ffff::1", "::"]


def expected(base: LineTable, own: dict[str, list[str]], asker: str) -> tuple[str, ...]:
    address = ip_address(asker)
    nets = [(ip_network(cidr), code) for code, cidrs in own.items() for cidr in cidrs]
    own_matches = sorted((-network.prefixlen, code) for network, code in nets if address in network)
    return (*dict.fromkeys(code for _, code in own_matches), *base.find(asker).lines)


@unhurried
@given(BASES, own_lines())
def test_any_own_lines_over_any_table_match_as_an_oracle_says(
    base: dict[str, tuple[str, ...]], own: dict[str, list[str]]
) -> None:
    below = table(base)
    above = below.with_own_lines(own)
    for asker in ASKERS:
        assert above.find(asker).lines == expected(below, own, asker)


@unhurried
@given(BASES, own_lines())
def test_a_match_holds_in_its_whole_range_and_no_further(
    base: dict[str, tuple[str, ...]], own: dict[str, list[str]]
) -> None:
    lines = table(base).with_own_lines(own)
    for match in (lines.find(asker) for asker in ASKERS):
        assert lines.find(match.first) == lines.find(match.last) == match
        if int(match.first):
            assert lines.find(match.first - 1).asker_class != match.asker_class


@unhurried
@given(BASES, own_lines(), st.sampled_from([4, 6]))
def test_a_representative_is_answered_on_the_line_it_stands_for(
    base: dict[str, tuple[str, ...]], own: dict[str, list[str]], family: int
) -> None:
    lines = table(base).with_own_lines(own)
    representatives = lines.representatives(family=family)
    assert {line: lines.find(address).lines[0] for line, address in representatives.items()} == {
        line: line for line in representatives
    }


def test_every_best_line_has_a_representative_public_if_it_can_be() -> None:
    lines = SMALL.with_own_lines({"lab": ["10.0.0.0/8"], "office": ["8.8.8.8", "10.1.0.0/16"]})
    assert lines.representatives() == {
        "default": "11.0.0.1",
        "lab": "10.2.0.1",
        "office": "8.8.8.8",
        "mobile": "1.1.2.1",
        "cn_telecom_guangdong": "1.1.1.1",
        "os_namerica_us": "9.0.0.1",
    }


def test_in_a_table_the_longest_prefix_counts_alone() -> None:
    assert table({"1.0.0.0/8": ("telecom",), "1.1.0.0/16": ("os_asia_jp",)}).find("1.1.0.1").lines[0] == "os_asia_jp"
