"""Moments as people say them."""

from __future__ import annotations

from datetime import datetime

from trunkline.console.words import Words

MINUTE, HOUR, DAY = 60, 3600, 86400


def ago(say: Words, at: float, now: float) -> str:
    """`at` and `now` in seconds since the epoch: `12 s ago`, `5 min ago`, or the date."""
    passed = max(0.0, now - at)
    if passed < MINUTE:
        return say("{count} s ago", count=int(passed))
    if passed < HOUR:
        return say("{count} min ago", count=int(passed // MINUTE))
    if passed < DAY:
        return say("{count} h ago", count=int(passed // HOUR))
    return moment(at)


def moment(at: float) -> str:
    """The machine's own date and time, to the second."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
