"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer

from trunkline.cli.moments import read_duration, read_moment

NOW = datetime(2025, 3, 31, 12, 0, 30).timestamp()


@pytest.mark.parametrize(("text", "seconds"), [("45s", 45), ("30m", 1800), ("12h", 43_200), ("90d", 7_776_000)])
def test_a_duration_has_a_unit(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("5m ago", NOW - 300),
        ("2h", NOW - 7200),
        ("10:05", datetime(2025, 3, 31, 10, 5).timestamp()),
        ("12:00:30", NOW),
        ("12:01", datetime(2025, 3, 30, 12, 1).timestamp()),
        ("2025-03-30", datetime(2025, 3, 30).timestamp()),
        ("2025-03-30T10:05", datetime(2025, 3, 30, 10, 5).timestamp()),
        ("2025-03-30 10:05Z", datetime(2025, 3, 30, 10, 5, tzinfo=UTC).timestamp()),
        ("2025-03-30T10:05+08:00", datetime(2025, 3, 30, 2, 5, tzinfo=UTC).timestamp()),
    ],
)
def test_a_moment_is_a_time_of_day_or_so_long_ago_or_whole(text: str, moment: float) -> None:
    assert read_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "soon", "25:00", "10:05 ago", "0m ago", "5 minutes", "2025-13-01", "-1h"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="write "):
        read_moment(text, NOW)
