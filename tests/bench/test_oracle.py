"""The oracle that servers are held against, held against one that looks at every address."""

from __future__ import annotations

import random
from ipaddress import IPv4Address

from compare.networks import LINES, LOOPBACK, Block, Networks, ends, make_networks, start_of
from compare.workload import Workload, address_of
from hypothesis import given, settings
from hypothesis import strategies as st

PLACE = int(IPv4Address("198.51.100.0"))
"""A /24 in which all blocks lie, so that every address of it can be looked at; all others are on line 0."""


@st.composite
def networks(draw: st.DrawFn) -> Networks:
    blocks = st.builds(
        lambda length, offset: (start_of(PLACE + offset, length), length), st.integers(25, 32), st.integers(0, 255)
    )
    return Networks(draw(st.dictionaries(blocks, st.sampled_from([1, 2, 3]), max_size=12)))


def naive_line(found: Networks, asker: int) -> int:
    around = [block for block in found.carriers if ends(block)[0] <= asker <= ends(block)[1]]
    return found.carriers[max(around, key=lambda block: block[1])] if around else 0


def naive_lines(found: Networks, block: Block) -> set[int]:
    first, last = ends(block)
    within = {naive_line(found, asker) for asker in range(max(first, PLACE), min(last, PLACE + 255) + 1)}
    return within | ({0} if first < PLACE or last > PLACE + 255 else set())


@given(networks(), st.integers(-3, 258))
def test_the_longest_block_around_an_asker_decides(found: Networks, offset: int) -> None:
    assert found.line_of(PLACE + offset) == naive_line(found, PLACE + offset)


@settings(max_examples=40)
@given(networks(), st.integers(0, 255))
def test_a_scope_is_safe_if_nobody_within_it_is_on_another_line(found: Networks, offset: int) -> None:
    asker = PLACE + offset
    safe = [scope for scope in range(33) if len(naive_lines(found, (start_of(asker, scope), scope))) == 1]
    assert [scope for scope in range(33) if found.safe(asker, scope)] == safe
    assert found.shortest_scope(asker) == safe[0]


def test_networks_are_nested_covered_and_on_loopback_in_the_shares_that_are_told() -> None:
    found = make_networks(1000, random.Random(1))
    blocks = found.carriers.keys()
    above = {block: [one for one in blocks if one != block and contains(one, block)] for block in blocks}
    covered = [block for block in blocks if {*halves(block)} <= blocks]
    assert len(blocks) == 1000
    assert len([block for block in blocks if above[block]]) == 100
    assert len(covered) >= 10
    assert all(found.carriers[half] != found.carriers[block] for block in covered for half in halves(block))
    assert len(found.within(LOOPBACK)) >= 50


def test_the_same_seed_asks_the_same() -> None:
    one, other, another = (Workload.of(50, 200, seed) for seed in (7, 7, 8))
    for sort in ("ecs", "src", "plain"):
        assert one.questions(sort, 40) == other.questions(sort, 40)
    assert one.questions("ecs", 40) != another.questions("ecs", 40)


def test_every_name_has_another_address_on_each_line() -> None:
    names = (0, 1, 255, 256, 65_535, 65_536, 999_999)
    assert len({address_of(name, line) for name in names for line in range(len(LINES))}) == len(names) * len(LINES)


def contains(outer: Block, inner: Block) -> bool:
    return ends(outer)[0] <= inner[0] and ends(inner)[1] <= ends(outer)[1]


def halves(block: Block) -> tuple[Block, Block]:
    start, length = block
    return (start, length + 1), (start + (1 << (31 - length)), length + 1)
