"""An alert, and what became of it on one channel."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.documents.event import Event


@dataclass(frozen=True, slots=True)
class Alert:
    """Something turned `at` that moment (seconds since the epoch), and these contact groups are to hear of it.

    `number` is its own in the alert log; `kind` and `key` say what turned, such as pool Mobile.
    """

    number: int
    at: float
    event: Event
    kind: str
    key: str
    title: str
    body: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of an alert on one channel of a group: sent after so many tries, or given up.

    `channel` is its title, or the scheme of its URL; neither it nor `detail` holds any other part of a URL.
    """

    alert: int
    group: str
    channel: str
    ok: bool
    tries: int
    detail: str
