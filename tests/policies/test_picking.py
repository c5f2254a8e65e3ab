"""What each policy picks from a list, and how it says why."""

from __future__ import annotations

import pytest

from trunkline.lines.catalogue import ancestors
from trunkline.policies import find_policy
from trunkline.policies.policy import Asked, Member, Picked

GUANGDONG = ("cn_telecom_guangdong", "cn_telecom_huanan", "telecom", "default")


def member(number: int, *, down: str = "", line: str = "") -> Member:
    """P1, P2 … on a line; out when `down` holds the number."""
    name, up = f"P{number}", str(number) not in down
    lines = frozenset([line]) if line else frozenset()
    return Member(name, number, 1, lines, up, "connected" if up else "refused")


def three(down: str = "") -> list[Member]:
    return [member(number, down=down) for number in (1, 2, 3)]


def near(down: str, *lines: str) -> list[Member]:
    return [member(number, down=down, line=line) for number, line in enumerate(lines, start=1)]


def names(picked: Picked) -> str:
    return " ".join(one.name for one in picked.members)


STORY = [
    # who is down, who is on duty, who serves, why
    ("", None, "P1", "P1 is the first available one"),
    ("", "P1", "P1", "P1 is the first available one"),
    ("1", "P1", "P2", "P2 is the first available one; P1 is out (refused)"),
    ("12", "P2", "P3", "P3 is the first available one; P1 is out (refused); P2 is out (refused)"),
    ("", "P3", "P3", "P3 is on duty and stays, though P1 comes first"),
    ("1", "P3", "P3", "P3 is on duty and stays, though P2 comes first"),
    ("12", "P3", "P3", "P3 is the first available one; P1 is out (refused); P2 is out (refused)"),
    ("3", "P3", "P1", "P1 is the first available one"),
    ("13", "P3", "P2", "P2 is the first available one; P1 is out (refused)"),
    ("", "who left the list", "P1", "P1 is the first available one"),
]


@pytest.mark.parametrize(("down", "incumbent", "serves", "because"), STORY)
def test_who_is_on_duty_stays_until_it_is_out_and_then_the_first_available_one_comes(
    down: str, incumbent: str | None, serves: str, because: str
) -> None:
    """gtm.md section 6.2 and Q17."""
    picked = find_policy("sequence").pick(three(down), Asked(incumbent=incumbent))
    assert (names(picked), picked.because, picked.rule) == (serves, because, "sequence")


@pytest.mark.parametrize("policy", ["round_robin", "weight", "source_nearest"])
def test_the_other_policies_take_no_notice_of_who_is_on_duty(policy: str) -> None:
    pick = find_policy(policy).pick
    assert pick(three(), Asked(incumbent="P3")) == pick(three(), Asked())


WIDER = [
    # who is down of P1 … P4 on Guangdong, Huanan, telecom and default → rule, who serves, its line
    ("", "source_nearest", "P1", "cn_telecom_guangdong"),
    ("1", "parent_line", "P2", "cn_telecom_huanan"),
    ("12", "parent_line", "P3", "telecom"),
    ("123", "F1", "P4", "default"),
    ("2", "source_nearest", "P1", "cn_telecom_guangdong"),
]


@pytest.mark.parametrize(("down", "rule", "serves", "line"), WIDER)
def test_with_parent_lines_the_next_wider_line_that_has_somebody_stands_in(
    down: str, rule: str, serves: str, line: str
) -> None:
    wider = {one: ancestors(one) for one in GUANGDONG}
    picked = find_policy("source_nearest").pick(near(down, *GUANGDONG), Asked(GUANGDONG, wider=wider))
    assert (picked.rule, names(picked), picked.served) == (rule, serves, line)
    assert picked.line == "cn_telecom_guangdong"


@pytest.mark.parametrize("down", ["1", "12", "123"])
def test_without_parent_lines_the_default_line_stands_in(down: str) -> None:
    """F1 and Q4."""
    picked = find_policy("source_nearest").pick(near(down, *GUANGDONG), Asked(GUANGDONG))
    assert (picked.rule, names(picked), picked.served) == ("F1", "P4", "default")


def test_a_wider_line_is_told_as_the_reason() -> None:
    picked = find_policy("source_nearest").pick(
        near("1", "cn_telecom_guangdong", "telecom", "default"),
        Asked(GUANGDONG, wider={"cn_telecom_guangdong": ancestors("cn_telecom_guangdong")}),
    )
    assert picked.because == "line cn_telecom_guangdong: P1 is out (refused); so P2 of the wider line telecom"


def test_a_line_beside_ones_own_is_not_a_wider_one() -> None:
    lines = ("unicom", "cn_region_beijing", "default")
    wider = {line: ancestors(line) for line in lines}
    picked = find_policy("source_nearest").pick(near("1", *lines), Asked(lines, wider=wider))
    assert (picked.rule, names(picked)) == ("F1", "P3")
