"""What is answered when things are down: the rules of gtm.md section 10, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from given import address, addresses, choice, config, domain, monitor, override, pool
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.steering.choice import Choice, Draw

LINES = {"A": "mobile", "B": "telecom", "D": "default"}
POLICIES = ("round_robin", "sequence", "weight", "source_nearest")


def three_pools(policy: str, *more: Document, parent_lines: bool = False, **lines: str) -> Config:
    """Pools A, B and D, each with two monitored addresses a1, a2 … and a line."""
    names = [f"{letter}{number}" for letter in "abd" for number in (1, 2)]
    pools = [{"pool": name, "lines": [line] if line else []} for name, line in {**LINES, **lines}.items()]
    return config(
        monitor("web"),
        addresses(*names, monitors=["web"]),
        [pool(name, [f"{name.lower()}1", f"{name.lower()}2"]) for name in LINES],
        domain(pools=pools, policy=policy, parent_lines=parent_lines),
        more,
    )


def told(made: Choice | None) -> tuple[str, str, str]:
    """Pools, addresses and rule, in short."""
    assert made is not None
    names = (one.name for each in made.pools for one in each.addresses)
    return " ".join(one.name for one in made.pools), " ".join(names), made.rule


ALL = "a1 a2 b1 b2 d1 d2"
TABLE = [
    # situation: who is down → what each policy answers an asker on line mobile
    (
        "",
        {
            "round_robin": ("A B D", ALL, "round_robin"),
            "sequence": ("A", "a1 a2", "sequence"),
            "weight": ("A B D", ALL, "weight"),
            "source_nearest": ("A", "a1 a2", "source_nearest"),
        },
    ),
    (
        "a1 a2",
        {
            "round_robin": ("B D", "b1 b2 d1 d2", "round_robin"),
            "sequence": ("B", "b1 b2", "sequence"),
            "weight": ("B D", "b1 b2 d1 d2", "weight"),
            "source_nearest": ("D", "d1 d2", "F1"),
        },
    ),
    (
        "b1 b2",
        {
            "round_robin": ("A D", "a1 a2 d1 d2", "round_robin"),
            "sequence": ("A", "a1 a2", "sequence"),
            "weight": ("A D", "a1 a2 d1 d2", "weight"),
            "source_nearest": ("A", "a1 a2", "source_nearest"),
        },
    ),
    (
        "a1 a2 d1 d2",
        {
            "round_robin": ("B", "b1 b2", "round_robin"),
            "sequence": ("B", "b1 b2", "sequence"),
            "weight": ("B", "b1 b2", "weight"),
            "source_nearest": ("B", "b1 b2", "Q2"),
        },
    ),
    (
        ALL,
        {
            "round_robin": ("A", "a1 a2", "F3"),
            "sequence": ("A", "a1 a2", "F3"),
            "weight": ("A", "a1 a2", "F3"),
            "source_nearest": ("D", "d1 d2", "F2"),
        },
    ),
    (
        "a1 d2",
        {
            "round_robin": ("A B D", "a2 b1 b2 d1", "round_robin"),
            "sequence": ("A", "a2", "sequence"),
            "weight": ("A B D", "a2 b1 b2 d1", "weight"),
            "source_nearest": ("A", "a2", "source_nearest"),
        },
    ),
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("down", "answers"), TABLE, ids=[f"down: {row[0] or 'none'}" for row in TABLE])
def test_what_each_policy_answers(policy: str, down: str, answers: dict[str, tuple[str, str, str]]) -> None:
    """gtm.md section 10.1."""
    assert told(choice(three_pools(policy), "mobile", "default", down=down.split())) == answers[policy]


@pytest.mark.parametrize("policy", POLICIES)
def test_everything_down_is_answered_with_all_addresses_in_turn(policy: str) -> None:
    made = choice(three_pools(policy), "mobile", "default", down=ALL.split())
    assert made is not None
    assert [(one.draw, len(one.addresses)) for one in made.pools] == [(Draw.ROTATE, 2)]


NARROW = {"A": "cn_mobile_beijing", "B": "mobile"}
BEIJING = ("cn_mobile_beijing", "mobile", "default")


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        ("", ("A", "a1 a2", "source_nearest")),
        ("a1 a2", ("B", "b1 b2", "parent_line")),
        ("a1 a2 b1 b2", ("D", "d1 d2", "F1")),
        ("a1 a2 d1 d2", ("B", "b1 b2", "parent_line")),
        ("b1 b2", ("A", "a1 a2", "source_nearest")),
        (ALL, ("D", "d1 d2", "F2")),
    ],
)
def test_with_parent_lines_a_wider_line_stands_in_before_default(down: str, expected: tuple[str, str, str]) -> None:
    """An option beyond Q4."""
    found = three_pools("source_nearest", parent_lines=True, **NARROW)
    assert told(choice(found, *BEIJING, down=down.split())) == expected


def test_parent_lines_hold_among_the_addresses_of_a_pool_too() -> None:
    lines = {"a1": "cn_mobile_beijing", "a2": "mobile"}
    refs = [{"address": name, "lines": [line]} for name, line in {**lines, "b1": "default"}.items()]
    near = pool("A", refs, policy="source_nearest")
    for wider, name in ((True, "a2"), (False, "b1")):
        made = choice(three_pools("sequence", near, parent_lines=wider), *BEIJING, down=["a1"])
        assert told(made) == ("A", name, "sequence")


def test_when_no_line_matches_and_none_is_default_the_first_available_pool_answers() -> None:
    """Q3."""
    found = three_pools("source_nearest", D="unicom")
    assert told(choice(found, down=["a1", "a2"])) == ("B", "b1 b2", "Q3")


def test_when_ones_line_is_down_and_none_is_default_the_first_available_pool_answers() -> None:
    """Q2."""
    found = three_pools("source_nearest", D="unicom")
    assert told(choice(found, "telecom", down=["b1", "b2", "a1", "a2"])) == ("D", "d1 d2", "Q2")


def test_without_a_default_line_everything_down_is_answered_by_the_smallest_serial() -> None:
    """F3."""
    found = three_pools("source_nearest", D="unicom")
    assert told(choice(found, "telecom", down=ALL.split())) == ("A", "a1 a2", "F3")


def test_of_two_default_pools_the_available_one_takes_over() -> None:
    """F1."""
    found = three_pools("source_nearest", B="default")
    assert told(choice(found, "mobile", "default", down=["a1", "a2"])) == ("B", "b1 b2", "F1")
    assert told(choice(found, "mobile", "default", down=["a1", "a2", "b1", "b2"])) == ("D", "d1 d2", "F1")


EMPTY: list[tuple[str, list[Document]]] = [
    ("it is disabled", [pool("B", ["b1", "b2"], enabled=False)]),
    ("it holds none", [pool("B")]),
    (
        "all its addresses are disabled",
        [address("b1", "192.0.2.3", enabled=False), address("b2", "192.0.2.4", enabled=False)],
    ),
]


@pytest.mark.parametrize("more", [case[1] for case in EMPTY], ids=[case[0] for case in EMPTY])
def test_an_empty_pool_is_passed_over_in_every_rule(more: list[Document]) -> None:
    """Q6 and Q8, under F2 and F3, and when its line is the best match."""
    nearest, sequence = three_pools("source_nearest", *more, B="default"), three_pools("sequence", *more)
    monitored = [name for name in ALL.split() if nearest.addresses[name].monitors]
    assert told(choice(nearest, "default", down=monitored)) == ("D", "d1 d2", "F2")
    assert told(choice(sequence, down=monitored)) == ("A", "a1 a2", "F3")
    assert told(choice(three_pools("source_nearest", *more), "telecom", "default"))[2] == "source_nearest"


def test_a_default_line_of_empty_pools_leaves_the_fallback_to_the_first_of_all() -> None:
    """F3: default's pool is empty."""
    found = three_pools("source_nearest", pool("D", enabled=False))
    assert told(choice(found, "default", down=ALL.split())) == ("A", "a1 a2", "F3")


TAKEN_OUT: list[tuple[str, list[Document], str]] = [
    ("disabled: never", [address("a1", "192.0.2.1", enabled=False)], "a2"),
    ("taken out by hand", [address("a1", "192.0.2.1", mode="manual", manual_status="unavailable")], "a2"),
    ("forced down", [override("a1", "down")], "a2"),
    ("both forced down: nothing else is left", [override("a1", "down"), override("a2", "down")], "a1 a2"),
    ("one disabled, the other forced down", [address("a1", "192.0.2.1", enabled=False), override("a2", "down")], "a2"),
]


@pytest.mark.parametrize(("more", "left"), [case[1:] for case in TAKEN_OUT], ids=[case[0] for case in TAKEN_OUT])
def test_who_is_left_when_everything_is_down(more: list[Document], left: str) -> None:
    """Q5."""
    found = three_pools("sequence", *more)
    down = [name for name in ALL.split() if found.addresses[name].monitors]
    assert told(choice(found, down=down)) == ("A", left, "F3")


REASONS = [
    (TAKEN_OUT[0], "all of its addresses, whatever their health"),
    (TAKEN_OUT[2], "all of its addresses that nobody took out, whatever their health"),
    (TAKEN_OUT[3], "all of its addresses, whatever their health"),
]


@pytest.mark.parametrize(("case", "reason"), REASONS, ids=[case[0] for case, _ in REASONS])
def test_the_reason_tells_whether_somebody_was_left_out_of_all(
    case: tuple[str, list[Document], str], reason: str
) -> None:
    found = three_pools("sequence", *case[1])
    made = choice(found, down=[name for name in ALL.split() if found.addresses[name].monitors])
    assert made is not None
    assert [one.because for one in made.pools] == [reason]


NOTHING: list[Any] = [
    [],
    [pool("P")],
    [pool("P", ["a"], enabled=False), address("a")],
    [pool("P", ["a"]), address("a", enabled=False)],
    [pool("P", ["a"]), address("a", enabled=False), override("a", "up")],
]


@pytest.mark.parametrize("documents", NOTHING, ids=str)
def test_with_nothing_to_answer_with_there_is_no_choice(documents: list[Document]) -> None:
    """Q9: the zone's own records answer."""
    pools = [one.name for one in documents if one.kind == "pool"]
    assert choice(config(documents, domain(pools=pools))) is None


def test_a_pool_under_its_judgement_is_left_though_some_of_it_is_well() -> None:
    found = three_pools("sequence", pool("A", ["a1", "a2"], judgement="all_ok"))
    assert told(choice(found, down=["a1"])) == ("B", "b1 b2", "sequence")


def test_a_forced_up_address_serves_though_its_check_fails() -> None:
    found = three_pools("sequence", override("a1", "up", "the check is broken"))
    assert told(choice(found, down=ALL.split())) == ("A", "a1", "sequence")
