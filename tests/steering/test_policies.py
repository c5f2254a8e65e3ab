"""The four policies at both levels (gtm.md section 6)."""

from __future__ import annotations

from typing import Any

import pytest

from given import addresses, choice, config, domain, monitor, pool
from trunkline.steering.choice import Draw

NAMES = ("a", "b", "c")
WEIGHTED = [{"address": "a", "weight": 70}, {"address": "b", "weight": 20}, {"address": "c", "weight": 10}]
TURNED = [{"address": "a", "serial": 3}, {"address": "b", "serial": 2}, {"address": "c", "serial": 1}]
NEAREST = [
    {"address": "a", "lines": ["mobile"]},
    {"address": "b", "lines": ["cn_mobile_beijing"]},
    {"address": "c", "lines": ["default"]},
]
BEIJING = ("cn_mobile_beijing", "mobile", "default")

CASES: list[tuple[str, list[Any], tuple[str, ...], str, Draw, str, str]] = [
    # policy, members, lines of the asker, down, draw, chosen, rule
    ("round_robin", list(NAMES), (), "", Draw.ROTATE, "a b c", "round_robin"),
    ("round_robin", list(NAMES), (), "b", Draw.ROTATE, "a c", "round_robin"),
    ("round_robin", TURNED, (), "", Draw.ROTATE, "c b a", "round_robin"),
    ("sequence", list(NAMES), (), "", Draw.ALL, "a", "sequence"),
    ("sequence", list(NAMES), (), "a", Draw.ALL, "b", "sequence"),
    ("sequence", list(NAMES), (), "a b", Draw.ALL, "c", "sequence"),
    ("sequence", TURNED, (), "", Draw.ALL, "c", "sequence"),
    ("sequence", TURNED, (), "c", Draw.ALL, "b", "sequence"),
    ("weight", WEIGHTED, (), "", Draw.WEIGHT, "a b c", "weight"),
    ("weight", WEIGHTED, (), "a", Draw.WEIGHT, "b c", "weight"),
    ("source_nearest", NEAREST, BEIJING, "", Draw.ALL, "b", "source_nearest"),
    ("source_nearest", NEAREST, ("mobile", "default"), "", Draw.ALL, "a", "source_nearest"),
    ("source_nearest", NEAREST, ("default",), "", Draw.ALL, "c", "source_nearest"),
    ("source_nearest", NEAREST, BEIJING, "b", Draw.ALL, "c", "F1"),  # not the wider line (Q4)
    ("source_nearest", NEAREST, BEIJING, "b c", Draw.ALL, "a", "Q2"),
    ("source_nearest", NEAREST, ("default",), "c", Draw.ALL, "a", "Q2"),
    ("source_nearest", list(NAMES), BEIJING, "", Draw.ALL, "a", "Q3"),
    ("source_nearest", NEAREST[:2], ("default",), "a", Draw.ALL, "b", "Q3"),
]


@pytest.mark.parametrize(("policy", "members", "lines", "down", "draw", "chosen", "rule"), CASES)
def test_a_policy_between_pools(
    policy: str, members: list[Any], lines: tuple[str, ...], down: str, draw: Draw, chosen: str, rule: str
) -> None:
    pools = [one if isinstance(one, str) else {**one, "pool": one["address"]} for one in members]
    for one in pools:
        if isinstance(one, dict):
            del one["address"]
    found = config(
        monitor("web"),
        addresses(*NAMES, monitors=["web"]),
        [pool(name, [name]) for name in NAMES],
        domain(pools=pools, policy=policy),
    )
    made = choice(found, *lines, down=down.split())
    assert made is not None
    assert (made.draw, " ".join(one.name for one in made.pools), made.rule) == (draw, chosen, rule)


@pytest.mark.parametrize(("policy", "members", "lines", "down", "draw", "chosen", "rule"), CASES)
def test_the_same_policy_between_addresses(
    policy: str, members: list[Any], lines: tuple[str, ...], down: str, draw: Draw, chosen: str, rule: str
) -> None:
    found = config(
        monitor("web"), addresses(*NAMES, monitors=["web"]), pool("P", members, policy=policy), domain(pools=["P"])
    )
    made = choice(found, *lines, down=down.split())
    assert made is not None
    (only,) = made.pools
    assert (only.draw, " ".join(one.name for one in only.addresses)) == (draw, chosen)


def test_weights_go_with_those_who_are_chosen() -> None:
    found = config(
        monitor("web"),
        addresses(*NAMES, monitors=["web"]),
        pool("P", WEIGHTED, policy="weight"),
        pool("Q", ["c"]),
        domain(pools=[{"pool": "P", "weight": 3}, {"pool": "Q", "weight": 1}], policy="weight"),
    )
    made = choice(found, down=["a"])
    assert made is not None
    assert [(one.name, one.weight) for one in made.pools] == [("P", 3), ("Q", 1)]
    assert [one.weight for one in made.pools[0].addresses] == [20, 10]
    assert "one by weight (P 3, Q 1)" in made.because


def test_equal_serials_are_put_in_order_by_name() -> None:
    """Q16."""
    members = [{"address": name, "serial": 5} for name in ("c", "a", "b")]
    found = config(addresses(*NAMES), pool("P", members), domain(pools=["P"]))
    made = choice(found)
    assert made is not None
    assert [one.name for one in made.pools[0].addresses] == ["a", "b", "c"]


def test_of_several_members_on_one_line_the_smallest_available_serial_answers() -> None:
    """Q18 and Q20."""
    pools = [{"pool": name, "lines": ["mobile"]} for name in NAMES]
    found = config(
        monitor("web"),
        addresses(*NAMES, monitors=["web"]),
        [pool(name, [name]) for name in NAMES],
        domain(pools=pools, policy="source_nearest"),
    )
    made = choice(found, "mobile", down=["a"])
    assert made is not None
    assert ([one.name for one in made.pools], made.rule) == (["b"], "source_nearest")
    assert made.because == "b serves line mobile; a is out (a is out (web: connection refused))"


def test_lines_count_only_under_source_nearest() -> None:
    """Q19."""
    pools = [{"pool": "P", "lines": ["mobile"]}, {"pool": "Q", "lines": ["default"]}]
    found = config(addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b"]), domain(pools=pools))
    made = choice(found, "mobile", "default")
    assert made is not None
    assert made.endpoints == ("192.0.2.1", "192.0.2.2")


def test_a_line_may_be_written_in_its_older_spelling() -> None:
    pools = [{"pool": "P", "lines": ["default"]}, {"pool": "Q", "lines": ["cn_region_shannxi"]}]
    found = config(
        addresses("a", "b"), pool("P", ["a"]), pool("Q", ["b"]), domain(pools=pools, policy="source_nearest")
    )
    made = choice(found, "cn_region_shaanxi", "default")
    assert made is not None
    assert made.endpoints == ("192.0.2.2",)


def test_both_levels_may_go_by_line() -> None:
    inner = [{"address": "a", "lines": ["cn_mobile_beijing"]}, {"address": "b", "lines": ["default"]}]
    found = config(
        addresses(*NAMES),
        pool("P", inner, policy="source_nearest"),
        pool("Q", ["c"]),
        domain(
            pools=[{"pool": "P", "lines": ["mobile"]}, {"pool": "Q", "lines": ["default"]}], policy="source_nearest"
        ),
    )
    answers = {lines: choice(found, *lines) for lines in (BEIJING, ("mobile", "default"), ("default",))}
    assert [made.endpoints for made in answers.values() if made] == [("192.0.2.1",), ("192.0.2.2",), ("192.0.2.3",)]
