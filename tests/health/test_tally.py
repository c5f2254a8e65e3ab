"""Failures in a row make a task abnormal, good checks in a row make it well (gtm.md section 9.2, Q12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.health.observation import Observation
from trunkline.health.report import TaskState
from trunkline.health.tally import Rules, Tally

WORDS = {"o": TaskState.OK, "a": TaskState.ALERT, "-": TaskState.NO_DATA}


def tell(seen: str, rules: Rules) -> list[Tally]:
    """The tally after each of these checks, one a second: `+` went well, `x` failed, in a space nobody looked."""
    tallies = [Tally()]
    for at, one in enumerate(seen, start=1):
        if one != " ":
            tallies.append(tallies[-1].add(Observation(one == "+", f"check {at}"), rules, float(at)))
    return tallies[1:]


def states(seen: str, rules: Rules) -> list[TaskState]:
    return [one.state for one in tell(seen, rules)]


@pytest.mark.parametrize(
    ("failures", "successes", "seen", "found"),
    [
        (1, 1, "+x+xx+", "oaoaao"),
        (2, 1, "+x+xx+", "ooooao"),
        (2, 1, "xx", "-a"),
        (2, 1, "x+x", "-oo"),
        (3, 1, "xxxx+", "--aao"),
        (3, 1, "+xx+xxx", "ooooooa"),
        (1, 2, "x+x++", "aaaao"),
        (1, 3, "x+++x", "aaaoa"),
        (2, 2, "xx+x++x", "-aaaaoo"),
        (2, 3, "xx++x+++", "-aaaaaao"),
        (3, 2, "xxx++xx+", "--aaoooo"),
        (3, 3, "+xxx+++", "oooaaao"),
        (1, 3, "+", "o"),  # only what was down waits
        (2, 3, "x+", "-o"),
    ],
)
def test_a_state_follows_the_checks_in_a_row(failures: int, successes: int, seen: str, found: str) -> None:
    assert states(seen, Rules(failures, successes)) == [WORDS[letter] for letter in found]


@pytest.mark.parametrize(
    ("delay", "seen", "found"),
    [
        (1.0, "x++", "aao"),
        (3.0, "x++++", "aaaao"),
        (3.0, "x+++x++++", "aaaaaaaao"),
        (3.0, "+", "o"),
        (2.5, "x++++", "aaaao"),  # the first check after the delay counts
    ],
)
def test_a_fail_back_delay_is_so_many_seconds_of_nothing_but_good_checks(delay: float, seen: str, found: str) -> None:
    assert states(seen, Rules(1, fail_back_delay=delay)) == [WORDS[letter] for letter in found]


def test_good_checks_must_be_enough_and_last_long_enough() -> None:
    assert states("x++++", Rules(1, recovery_count=2, fail_back_delay=3.0))[-2:] == [TaskState.ALERT, TaskState.OK]
    assert states("x++++", Rules(1, recovery_count=4, fail_back_delay=1.0))[-2:] == [TaskState.ALERT, TaskState.OK]


def test_the_detail_says_what_is_awaited() -> None:
    found = [one.detail for one in tell("x+++++", Rules(1, recovery_count=3, fail_back_delay=3.5))]
    assert found == [
        "check 1",
        "answers again: 1 of 3 good checks",
        "answers again: 2 of 3 good checks",
        "answers again, counts in 2 s",
        "answers again, counts in 1 s",
        "check 6",
    ]


def test_a_state_remembers_when_it_began_and_the_detail_is_the_latest() -> None:
    found = [(one.since, one.detail) for one in tell("+xxx++", Rules(2))]
    assert found == [(1, "check 1"), (1, "check 2"), (3, "check 3"), (3, "check 4"), (5, "check 5"), (5, "check 6")]


def test_what_nobody_looked_at_meanwhile_is_no_good_time() -> None:
    rules = Rules(1, recovery_count=2, fail_back_delay=2.0, patience=3.0)
    assert states("x+  ++", rules)[-1] is TaskState.OK
    assert states("x+   ++", rules)[-1] is TaskState.ALERT


def test_a_clock_that_is_set_back_lets_the_wait_begin_anew() -> None:
    rules, good = Rules(1, fail_back_delay=60.0), Observation(True, "connected")
    waiting = Tally(TaskState.ALERT, failures=1, since=1000.0).add(good, rules, 1000.0)
    set_back = waiting.add(good, rules, 500.0)
    assert set_back.detail == "answers again, counts in 60 s"
    assert set_back.add(good, rules, 560.0).state is TaskState.OK


@given(st.text("+x", min_size=1, max_size=30), st.integers(1, 5))
def test_a_task_is_abnormal_after_so_many_failures_in_a_row_and_not_before(seen: str, count: int) -> None:
    *_, last = tell(seen, Rules(count))
    failures = len(seen) - len(seen.rstrip("x"))
    assert last.failures == failures
    assert (last.state is TaskState.ALERT) == (failures >= count)


RULES = st.builds(Rules, st.integers(1, 4), st.integers(1, 4), st.floats(0, 30), st.floats(1, 5))
CHECKS = st.lists(st.tuples(st.booleans(), st.floats(-2, 10)), min_size=1, max_size=40)
"""Checks: whether each went well, and how many seconds after the one before; now and then a clock is set back."""


@given(RULES, CHECKS)
def test_what_was_down_is_never_ok_sooner_than_its_rules_allow(rules: Rules, checks: list[tuple[bool, float]]) -> None:
    at, tally, good = 100.0, Tally(), list[float]()
    for ok, gap in checks:
        at += gap
        if not ok or not 0 <= gap <= rules.patience:
            good.clear()
        good.extend([at] if ok else [])
        before, tally = tally, tally.add(Observation(ok, ""), rules, at)
        if (before.state, tally.state) == (TaskState.ALERT, TaskState.OK):
            assert len(good) >= rules.recovery_count
            assert at - good[0] >= rules.fail_back_delay


@given(RULES.map(lambda rules: Rules(rules.evaluation_count, rules.recovery_count, rules.fail_back_delay)))
def test_good_checks_without_an_end_make_everything_ok(rules: Rules) -> None:
    seen = "x" * rules.evaluation_count + "+" * 40
    assert states(seen, rules)[-1] is TaskState.OK
