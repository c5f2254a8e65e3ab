"""Times as people type them: how long something lasts, and when something was."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

LASTS = "90d, 12h, 30m or 45s"
WHEN = "10:05, 5m ago, or 2025-03-31T10:05"

Since = Annotated[str | None, typer.Option("--since", help=f"Only from then on: {WHEN}.")]
Until = Annotated[str | None, typer.Option("--until", help=f"Only up to then: {WHEN}.")]


def read_duration(text: str) -> float:
    """Seconds of 90d, 12h, 30m or 45s; a usage error otherwise."""
    if not (found := re.fullmatch(r"(\d{1,9})([smhd])", text)) or not int(found[1]):
        raise typer.BadParameter(f"{text!r} is no duration: write {LASTS}")
    return int(found[1]) * UNITS[found[2]]


def read_moment(text: str, now: float) -> float:
    """Seconds since the epoch of a moment that was: a time of day, so long ago, or ISO 8601; a usage error otherwise.

    What names no zone is in local time. A time of day that is to come today was yesterday.
    """
    words = text.strip()
    if found := re.fullmatch(r"(\d{1,9}[smhd])(?: ago)?", words):
        return now - read_duration(found[1])
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", words):
            return _time_of_day(words, datetime.fromtimestamp(now)).timestamp()
        return datetime.fromisoformat(words).timestamp()
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text!r} is no moment: write {WHEN}") from None


def moment_or_none(text: str | None, now: float) -> float | None:
    """The same where it may be left out."""
    return None if text is None else read_moment(text, now)


def _time_of_day(words: str, now: datetime) -> datetime:
    hour, minute, second = map(int, f"{words}:0".split(":")[:3])
    today = now.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return today if today <= now else today - timedelta(days=1)
