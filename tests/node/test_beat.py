"""When checks begin: each task on its own clock, no two in step, and nothing made up for that was missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trunkline.health.observation import Task
from trunkline.probes.beat import JITTER, TICKS, Beat, phase

FRACTION = st.floats(0, 1)


@given(st.lists(FRACTION, min_size=2, max_size=50), st.floats(1, 3600))
def test_checks_keep_to_their_clock_and_begin_at_the_tick_after_a_tenth_of_an_interval_at_the_latest(
    chances: list[float], interval: float
) -> None:
    beat = Beat(0.0, 0.0)
    for number, chance in enumerate(chances, start=1):
        beat = beat.next(interval, interval, beat.begins, chance)
        late = beat.begins - number * interval
        assert -1e-6 * interval <= late <= (JITTER + 1e-6) * interval + 1 / TICKS


def test_chance_decides_where_in_the_jitter_a_check_begins() -> None:
    begun = [Beat(100.0, 100.0).next(10.0, 10.0, 101.0, chance).begins for chance in (0.0, 0.5, 1.0)]
    assert begun == [110.0, 110.5, 111.0]


def test_a_check_that_took_all_of_its_interval_does_not_move_the_clock() -> None:
    assert Beat(100.0, 101.0).next(10.0, 10.0, 111.0, 0.0).due == 110.0


def test_what_was_missed_while_the_process_was_held_up_is_left_out() -> None:
    assert Beat(100.0, 100.0).next(10.0, 10.0, 500.0, 0.0).due == 500.0


def test_tasks_are_spread_evenly_over_the_interval_and_each_place_spreads_them_otherwise() -> None:
    tasks = [Task(f"server-{number}", "web", 80) for number in range(2000)]
    here, there = ([phase(task, place) for task in tasks] for place in ("here", "beijing"))
    counts = [sum(tenth <= 10 * at < tenth + 1 for at in here) for tenth in range(10)]
    assert min(counts) > 130
    assert max(counts) < 270
    assert sum(abs(one - other) < 0.01 for one, other in zip(here, there, strict=True)) < 100
