"""Resolvers whose carrier is publicly known, against tables."""

from __future__ import annotations

import pytest

from trunkline.errors import DocumentError
from trunkline.lines.catalogue import Category, find_line
from trunkline.lines.embedded import embedded
from trunkline.lines.known_resolvers import KnownResolver, Result, check_resolvers, known_resolvers, read_resolvers
from trunkline.lines.table import table

TABLE = table({"192.0.2.0/24": ["cn_telecom_guangdong"], "198.51.100.0/24": ["aliyun", "internal"]})


@pytest.mark.parametrize("result", check_resolvers(embedded(), known_resolvers()), ids=lambda one: one.resolver.address)
def test_the_embedded_table_has_every_known_resolver_right(result: Result) -> None:
    assert result.right, result.because


def test_the_packages_resolvers_are_of_carriers_or_of_none_and_have_names() -> None:
    assert len(known_resolvers()) == len({resolver.address for resolver in known_resolvers()}) == 93
    lines = {resolver.line for resolver in known_resolvers()}
    assert {line.category for code in lines if (line := find_line(code))} == {Category.ISP}
    assert lines == {"telecom", "unicom", "mobile", "edu", ""}
    assert all(resolver.name for resolver in known_resolvers())


@pytest.mark.parametrize(
    ("address", "line", "right", "because"),
    [
        ("192.0.2.1", "telecom", True, "matches telecom"),
        ("192.0.2.1", "cn_telecom_guangdong", True, "matches cn_telecom_guangdong"),
        ("192.0.2.1", "unicom", False, "matches cn_telecom_guangdong, not unicom"),
        ("192.0.2.1", "", False, "matches cn_telecom_guangdong"),
        ("198.51.100.1", "telecom", False, "matches no carrier's line, not telecom"),
        ("198.51.100.1", "aliyun", True, "matches aliyun"),
        ("198.51.100.1", "", True, "matches no carrier's line"),
    ],
)
def test_a_resolver_is_right_where_its_line_matches(address: str, line: str, right: bool, because: str) -> None:
    (result,) = check_resolvers(TABLE, [KnownResolver(address, line, "somebody")])
    assert (result.right, result.because) == (right, because)
    assert result.lines == TABLE.find(address).lines


def test_resolvers_are_read_from_a_file_in_which_names_are_optional() -> None:
    assert read_resolvers("\ufeffline,address\ncn_region_shannxi, 192.0.2.1\n,2001:db8::1\n", "mine.csv") == (
        KnownResolver("192.0.2.1", "cn_region_shaanxi", ""),
        KnownResolver("2001:db8::1", "", ""),
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "mine.csv:1", "not both there"),
        ("address,carrier\n", "mine.csv:1", "not both there"),
        ("address,line\n192.0.2.1,telecom\n192.0.2.256,telecom\n", "mine.csv:3", "192.0.2.256"),
        (f"address,line\n{'1' * 200_000},telecom\n", "mine.csv:2", "this is no CSV"),
        ("address,line\n\n,telecom\n", "mine.csv:3", "does not appear"),
        ("address,line\n\n", "mine.csv", "there is no resolver in it"),
    ],
    ids=["empty", "no line", "no address", "a field beyond measure", "nothing", "no row"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(text: str, place: str, message: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_resolvers(text, "mine.csv")
    (problem,) = refused.value.problems
    assert problem.place == place
    assert message in problem.message
