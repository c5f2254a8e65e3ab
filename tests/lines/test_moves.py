"""Whom another line table would move."""

from __future__ import annotations

import json
from collections import Counter
from ipaddress import ip_network
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.lines.catalogue import chain
from trunkline.lines.moves import LineMoves, Move, moves, moves_in_words, moves_of_words, seen_by
from trunkline.lines.table import LineTable, table

unhurried = settings(deadline=None, derandomize=True)

WHOLE_V6 = 1 << 48
"""Networks of 48 bits in all of IPv6."""

NETWORKS = [
    *("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.3", "255.255.255.255"),
    *("::/0", "2001:db8::/32", "2001:db8::/48", "ffff:ffff:ffff::/48"),
]
TABLES = st.dictionaries(
    st.sampled_from(NETWORKS), st.sampled_from([("telecom",), ("cn_telecom_guangdong",), ("unicom", "internal")])
).map(table)


def brute_force(before: LineTable, after: LineTable) -> dict[str, Counter[tuple[tuple[str, ...], ...]]]:
    """The addresses (IPv4) and /48s (IPv6) of each change, by looking into every piece that NETWORKS cut."""
    found: dict[str, Counter[tuple[tuple[str, ...], ...]]] = {"v4": Counter(), "v6": Counter()}
    for family, bits, whole in (("v4", 32, 1), ("v6", 128, 1 << 80)):
        cuts = {0, 1 << bits}
        for network in map(ip_network, NETWORKS):
            if network.max_prefixlen == bits:
                cuts |= {int(network.network_address), int(network.broadcast_address) + 1}
        edges = sorted(cuts)
        for first, end in pairwise(edges):
            asker = str(ip_network((first, bits)).network_address)
            found[family][before.find(asker).lines, after.find(asker).lines] += (end - first) // whole
    return found


@unhurried
@given(TABLES, TABLES)
def test_every_address_that_matches_other_lines_is_in_one_move(before: LineTable, after: LineTable) -> None:
    found, expected = moves(before, after), brute_force(before, after)
    for family in ("v4", "v6"):
        moved = {(one.before, one.after): getattr(one, family) for one in found.moves if getattr(one, family)}
        assert moved == {lines: size for lines, size in expected[family].items() if lines[0] != lines[1]}
        known = (size for lines, size in expected[family].items() if lines != (("default",), ("default",)))
        assert getattr(found, family) == sum(known)


@unhurried
@given(TABLES, TABLES)
def test_moves_come_back_from_json_as_they_went(before: LineTable, after: LineTable) -> None:
    found = moves(before, after)
    assert moves_of_words(json.loads(json.dumps(moves_in_words(found)))) == found


def test_the_same_table_moves_nobody() -> None:
    one = table({"10.0.0.0/8": ["telecom"], "2001:db8::/32": ["telecom"]})
    found = moves(one, one)
    assert (found.moves, found.v4, found.v6, found.share()) == ((), 1 << 24, 1 << 16, (0.0, 0.0))


def test_a_line_is_left_and_entered_only_by_those_who_did_not_match_it_anyway() -> None:
    before = table({"10.0.0.0/8": ["telecom"], "11.0.0.0/8": ["unicom"]})
    after = table({"10.0.0.0/8": ["cn_telecom_guangdong"], "11.0.0.0/9": ["unicom"], "2001:db8::/32": ["unicom"]})
    found = moves(before, after)
    assert found.moves[0] == Move(chain("telecom"), chain("cn_telecom_guangdong"), 1 << 24, 0)
    assert found.by_line() == {
        "cn_telecom_guangdong": LineMoves(gained_v4=1 << 24),
        "cn_telecom_huanan": LineMoves(gained_v4=1 << 24),
        "unicom": LineMoves(lost_v4=1 << 23, gained_v6=1 << 16),
    }
    assert found.share() == (0.75, 1.0)


def test_two_tables_may_number_their_classes_otherwise() -> None:
    before = table({"10.0.0.0/8": ["telecom"], "11.0.0.0/8": ["unicom"]})
    after = table({"11.0.0.0/8": ["unicom"], "12.0.0.0/8": ["mobile"], "10.0.0.0/8": ["telecom"]})
    assert moves(before, after).moves == (Move(("default",), chain("mobile"), 1 << 24, 0),)


def test_the_largest_move_comes_first() -> None:
    after = table({"10.0.0.0/30": ["telecom"], "11.0.0.0/8": ["unicom"], "::/0": ["mobile"]})
    assert [(one.after[0], one.v4, one.v6) for one in moves(table({}), after).moves] == [
        ("unicom", 1 << 24, 0), ("telecom", 4, 0), ("mobile", 0, WHOLE_V6),
    ]  # fmt: skip


def test_to_who_knows_few_lines_there_are_few_moves_and_lines_gain_and_lose_as_before() -> None:
    before = table({"10.0.0.0/9": ["cn_telecom_guangdong"], "10.128.0.0/9": ["cn_telecom_hunan"]})
    found = moves(before, table({"10.0.0.0/8": ["unicom"]}))
    seen = seen_by(found, {"telecom", "unicom"})
    assert seen.moves == (Move(("telecom",), ("unicom",), 1 << 24, 0),)
    assert (seen.by_line(), seen.share()) == (found.by_line(), found.share())
    assert moves_of_words(json.loads(json.dumps(moves_in_words(seen)))) == seen
