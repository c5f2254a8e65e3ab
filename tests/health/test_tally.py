"""Failures in a row make a task abnormal, one success makes it well (gtm.md section 9.2, Q12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.health.observation import Observation
from trunkline.health.report import TaskState
from trunkline.health.tally import Tally

WORDS = {"o": TaskState.OK, "a": TaskState.ALERT, "-": TaskState.NO_DATA}


def tell(seen: str, count: int) -> list[Tally]:
    """The tally after each of these checks, one a second: `+` went well, `x` failed."""
    tallies = [Tally()]
    for at, one in enumerate(seen, start=1):
        tallies.append(tallies[-1].add(Observation(one == "+", f"check {at}"), count, float(at)))
    return tallies[1:]


@pytest.mark.parametrize(
    ("count", "seen", "states"),
    [
        (1, "+x+xx+", "oaoaao"),
        (2, "+x+xx+", "ooooao"),
        (2, "xx", "-a"),
        (2, "x+x", "-oo"),
        (3, "xxxx+", "--aao"),
        (3, "+xx+xxx", "ooooooa"),
    ],
)
def test_a_state_follows_the_failures_in_a_row(count: int, seen: str, states: str) -> None:
    assert [one.state for one in tell(seen, count)] == [WORDS[letter] for letter in states]


def test_a_state_remembers_when_it_began_and_the_detail_is_the_latest() -> None:
    found = [(one.since, one.detail) for one in tell("+xxx++", 2)]
    assert found == [(1, "check 1"), (1, "check 2"), (3, "check 3"), (3, "check 4"), (5, "check 5"), (5, "check 6")]


@given(st.text("+x", min_size=1, max_size=30), st.integers(1, 5))
def test_a_task_is_abnormal_after_so_many_failures_in_a_row_and_not_before(seen: str, count: int) -> None:
    *_, last = tell(seen, count)
    failures = len(seen) - len(seen.rstrip("x"))
    assert last.failures == failures
    assert (last.state is TaskState.ALERT) == (failures >= count)
