"""Many places, one word (gtm.md section 9.2, Q10, Q13, Q14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.verdict import UNKNOWN, Verdict, judge

EVERYWHERE = frozenset(f"place {number}" for number in range(20))
WORDS = {"o": TaskState.OK, "a": TaskState.ALERT, "-": TaskState.NO_DATA}
NOW = 100.0


def reports(fresh: str, expired: str = "") -> list[Report]:
    """One report a letter: o ok, a alert, - no data."""
    told = [(letter, NOW + 1) for letter in fresh] + [(letter, NOW) for letter in expired]
    return [
        Report(Task("a", "web", 80), f"place {number}", WORDS[letter], f"{letter}{number}", 0.0, expires)
        for number, (letter, expires) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("rate", "fresh", "state"),
    [
        (50, "o", "o"),
        (50, "a", "a"),
        (50, "ao", "a"),  # equal is enough (Q10)
        (50, "aoo", "o"),
        (20, "aoooo", "a"),
        (20, "aooooo", "o"),
        (80, "aaaao", "a"),
        (80, "aaao", "o"),
        (100, "aaa", "a"),
        (100, "aao", "o"),
        (1, "ooo", "o"),
        (0, "ooo", "o"),  # one must fail all the same (Q10)
        (0, "aoo", "a"),
        (50, "a--", "a"),  # who has seen nothing does not count
        (50, "o--", "o"),
    ],
)
def test_as_many_places_as_the_failure_rate_says_make_it_abnormal(rate: int, fresh: str, state: str) -> None:
    found = judge(reports(fresh), rate, NOW, EVERYWHERE)
    assert (found.state, found.stale) == (WORDS[state], False)


LEAST = {0: (1, 1, 1, 1, 1), 20: (1, 1, 1, 1, 1), 50: (1, 1, 2, 2, 3), 80: (1, 2, 3, 4, 4), 100: (1, 2, 3, 4, 5)}
"""For each failure rate, how many of one to five places must find a task abnormal."""


@pytest.mark.parametrize(
    ("rate", "places", "failing"),
    [(rate, places, failing) for rate in LEAST for places in range(1, 6) for failing in range(places + 1)],
)
def test_one_to_five_places_decide_by_the_failure_rate(rate: int, places: int, failing: int) -> None:
    found = judge(reports("a" * failing + "o" * (places - failing)), rate, NOW, EVERYWHERE)
    assert (found.state is TaskState.ALERT) == (failing >= LEAST[rate][places - 1])


@pytest.mark.parametrize(
    ("fresh", "detail"),
    [("a", "a0"), ("ooo", "o0"), ("oaa", "a1 (fails at 2 of 3 places)"), ("aooo", "o1 (fails at 1 of 4 places)")],
)
def test_the_detail_is_of_a_place_that_agrees_and_tells_how_many_failed(fresh: str, detail: str) -> None:
    assert judge(reports(fresh), 50, NOW, EVERYWHERE).detail == detail


def test_only_places_that_run_it_count() -> None:
    told = reports("oaa")
    assert judge(told, 50, NOW, {"place 0"}) == Verdict(TaskState.OK, "o0")
    assert judge(told, 50, NOW, {"place 0", "place 2"}).state is TaskState.ALERT


def test_while_none_that_runs_it_reports_the_last_words_of_others_stand() -> None:
    assert judge(reports("a"), 50, NOW, {"place 7"}) == Verdict(TaskState.ALERT, "a0", stale=True)
    assert judge(reports("a", "o"), 50, NOW, {"place 1"}) == Verdict(TaskState.OK, "o1", stale=True)


@pytest.mark.parametrize("told", [[], reports("--"), reports("-", "--")])
def test_without_any_observation_it_is_unknown(told: list[Report]) -> None:
    assert judge(told, 50, NOW, EVERYWHERE) == UNKNOWN


def test_a_place_that_fell_silent_does_not_count_while_others_speak() -> None:
    assert judge(reports("o", "aaa"), 50, NOW, EVERYWHERE).state is TaskState.OK


def test_when_all_fell_silent_their_last_words_stand_and_are_stale() -> None:
    assert judge(reports("", "aao"), 50, NOW, EVERYWHERE) == Verdict(
        TaskState.ALERT, "a0 (fails at 2 of 3 places)", stale=True
    )


@given(st.text("oa-", max_size=6), st.text("oa-", max_size=6), st.integers(1, 100), st.randoms())
def test_the_order_of_reports_changes_nothing(fresh: str, expired: str, rate: int, chance: object) -> None:
    told = reports(fresh, expired)
    turned = list(told)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert judge(turned, rate, NOW, EVERYWHERE) == judge(told, rate, NOW, EVERYWHERE)


@given(st.text("oa", min_size=1, max_size=12), st.integers(1, 100))
def test_one_more_failing_place_never_makes_it_well(fresh: str, rate: int) -> None:
    if judge(reports(fresh), rate, NOW, EVERYWHERE).state is TaskState.ALERT:
        assert judge(reports(f"{fresh}a"), rate, NOW, EVERYWHERE).state is TaskState.ALERT


def test_a_place_that_cannot_look_says_so_and_makes_no_verdict() -> None:
    word = Report(Task("a", "ping", None), "here", TaskState.NO_DATA, "cannot probe: no socket", 0.0, 9.0, unable=True)
    assert judge([word], 50, 1.0, {"here"}) == Verdict(TaskState.NO_DATA, "cannot probe: no socket")
