"""Moments as people say them."""

from __future__ import annotations

from datetime import UTC, datetime

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
    return moment(say, at)


def moment(say: Words, at: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """Date and time as the person's clock tells them, to the second."""
    return datetime.fromtimestamp(at, UTC).astimezone(say.zone).strftime(form)


def moment_of(say: Words, typed: str) -> float:
    """Seconds since the epoch at what a field for date and time holds, by the person's clock; raises ValueError."""
    return datetime.fromisoformat(typed).replace(tzinfo=say.zone).timestamp()


def zone_word(say: Words) -> str:
    """Which clock that is."""
    return str(say.zone) if say.zone else str(datetime.now().astimezone().tzname())
