"""Which access domains another line table moves askers of, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import given
from trunkline.control.moved_askers import MovedAskers, moved_among
from trunkline.documents.document import Document
from trunkline.lines.moves import moves
from trunkline.lines.table import table
from trunkline.publisher import Answered
from trunkline.snapshot.compile import Compiler

NOW = {"10.0.0.0/8": ["telecom"], "11.0.0.0/8": ["unicom"], "2600::/16": ["telecom"]}


def by_line(name: str, **pools: str) -> Document:
    """An access domain that serves each pool's line from it, the nearest first."""
    refs = [{"pool": pool, "lines": [line]} for pool, line in pools.items()]
    return given.domain(f"{name}.example.com", refs, policy="source_nearest")


WWW = by_line("www", t="telecom", u="unicom", d="default")

POOLS = [
    *given.addresses("one", "two", "three"),
    given.pool("t", [{"address": "one"}]),
    given.pool("u", [{"address": "two"}]),
    given.pool("d", [{"address": "three"}]),
]


def moved(after: Mapping[str, Sequence[str]], *documents: Document) -> MovedAskers:
    config = given.config(*POOLS, *documents)
    before, now = table(NOW), table({**NOW, **after})
    compiler, availability = Compiler(now), given.availability(config)
    answered = Answered(compiler, availability, compiler.compile(config, availability))
    return moved_among(moves(before, now), answered)


def test_those_are_counted_who_get_another_answer() -> None:
    found = moved({"10.0.0.0/9": ["unicom"], "2600::/17": ["default"]}, WWW)
    (domain,) = found.access_domains
    assert (domain.v4, domain.v6, domain.v4_share, domain.v6_share) == (1 << 23, 1 << 31, 0.25, 0.5)
    assert domain.because == (
        "25.0 % of www.example.com/A's askers by IPv4 addresses, 50.0 % by IPv6 networks, are told otherwise, "
        "most of them 192.0.2.2 and not 192.0.2.1"
    )
    assert [(one.line, one.v4_gained, one.v4_lost, one.v6_lost) for one in found.lines] == [
        ("telecom", 0, 1 << 23, 1 << 31), ("unicom", 1 << 23, 0, 0),
    ]  # fmt: skip


def test_who_comes_to_a_line_with_the_same_answer_is_not_moved() -> None:
    same = by_line("same", t="telecom", d="default")
    found = moved({"11.0.0.0/8": ["mobile"]}, same, by_line("edu", t="wasu", d="edu"))
    assert (found.v4_share, found.access_domains) == (0.5, ())


def test_a_narrower_line_of_the_table_moves_only_those_who_are_served_on_it() -> None:
    guangdong = by_line("gd", t="telecom", u="cn_telecom_guangdong")
    found = moved({"10.0.0.0/9": ["cn_telecom_guangdong"]}, guangdong, WWW)
    assert [(one.access_domain, one.v4) for one in found.access_domains] == [("gd.example.com/A", 1 << 23)]


def test_a_disabled_access_domain_and_one_without_anything_to_answer_with_move_nobody() -> None:
    disabled = given.domain("off.example.com", [{"pool": "t", "lines": ["telecom"]}], enabled=False)
    found = moved({"10.0.0.0/8": ["unicom"]}, disabled, given.pool("nothing"), by_line("empty", nothing="telecom"))
    assert found.access_domains == ()


def test_the_domain_that_moves_most_comes_first_and_alike_ones_by_name() -> None:
    mobile, alike = by_line("a", t="mobile", d="default"), [by_line(name, t="telecom", d="unicom") for name in "zy"]
    found = moved({"10.0.0.0/8": ["unicom"], "2600::/28": ["mobile"]}, mobile, *alike)
    assert [one.access_domain for one in found.access_domains] == [
        "y.example.com/A", "z.example.com/A", "a.example.com/A",
    ]  # fmt: skip
    assert found.access_domains[2].because == (
        "0 % of a.example.com/A's askers by IPv4 addresses, less than 0.1 % by IPv6 networks, are told otherwise, "
        "192.0.2.1 and not 192.0.2.3"
    )
