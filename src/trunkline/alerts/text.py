"""Alerts as one message that every channel takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from trunkline.alerts.alert import Alert
from trunkline.documents.event import Event
from trunkline.health.events import Message

MOST_BYTES = 1_900
"""Of a message in UTF-8, title included: a WeCom robot takes 2,048, all others more."""

BAD = frozenset({Event.ADDR_ALERT, Event.ADDR_POOL_UNAVAILABLE})
"""The events that somebody may have to do something about."""


def message_of_all(alerts: Sequence[Alert]) -> Message:
    """One alert as it is, several in the order in which they came: in full if they fit, else their titles.

    The word trunkline is always in it, for robots may ask for a keyword.
    """
    if len(alerts) == 1:
        title = _cut(f"trunkline: {alerts[0].title}", 240)
        return Message(title, _cut(f"{alerts[0].body}\n{_moment(alerts[0])}", MOST_BYTES - _size(title)))
    bad = sum(alert.event in BAD for alert in alerts)
    title = f"trunkline: {len(alerts)} alerts: {_told(bad, len(alerts) - bad)}"
    room = MOST_BYTES - _size(title)
    full = "\n\n".join(f"{alert.title}\n{alert.body}\n{_moment(alert)}" for alert in alerts)
    return Message(title, full if _size(full) <= room else _titles(alerts, room))


def _told(bad: int, good: int) -> str:
    """How many say that something turned bad, and how many that it is good again; a kind of which there is none is
    not named."""
    return ", ".join(f"{number} {word}" for number, word in ((bad, "gone bad"), (good, "good again")) if number)


def _titles(alerts: Sequence[Alert], room: int) -> str:
    lines: list[str] = []
    room -= 80  # for the last line
    for alert in alerts:
        line = _cut(f"{_moment(alert)} {alert.title}", 200)
        room -= _size(line) + 1
        if room < 0:
            return "\n".join([*lines, f"and {len(alerts) - len(lines)} more, which the alert log has"])
        lines.append(line)
    return "\n".join(lines)


def _moment(alert: Alert) -> str:
    return datetime.fromtimestamp(alert.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits into so many bytes with a mark that something is missing."""
    if _size(text) <= most:
        return text
    return text.encode(errors="replace")[: max(0, most - 3)].decode(errors="ignore") + "…"


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))
