"""Queries per second, from two counts of the node: one look a few seconds, however many pages show it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from trunkline.client import Client, Json

FRESH = 1.8
"""Seconds for which a look is new enough for the next page."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Queries per second; `domains` by name and type, `lines` as access domains know them."""

    all: float = 0.0
    domains: Mapping[tuple[str, str], float] = field(default_factory=dict)
    lines: Mapping[str, float] = field(default_factory=dict)


def rates(before: Json, after: Json) -> Rates:
    """Between two answers of /v1/traffic. A count that fell began anew: its process did."""
    passed: float = after["at"] - before["at"]
    if passed <= 0:
        return Rates()

    def rate(then: float, now: float) -> float:
        return (now - then if now >= then else now) / passed

    old = _by_domain(before)
    return Rates(
        rate(before["queries"], after["queries"]),
        {key: rate(old.get(key, 0), count) for key, count in _by_domain(after).items()},
        {line: rate(before["lines"].get(line, 0), count) for line, count in after["lines"].items()},
    )


def _by_domain(told: Json) -> dict[tuple[str, str], int]:
    return {(one["name"], one["type"]): one["queries"] for one in told["access_domains"]}


class Meter:
    """Reads the node's counts; `read` may be called from any thread."""

    def __init__(self, client: Client) -> None:
        self._client, self._lock = client, Lock()
        self._last: Json | None = None
        self._at, self._rates = 0.0, Rates()

    def read(self) -> Rates:
        """The rates since the look before; raises TrunklineError."""
        with self._lock:
            if time.monotonic() - self._at >= FRESH:
                told = self._client.traffic()
                self._rates = rates(self._last, told) if self._last else Rates()
                self._last, self._at = told, time.monotonic()
            return self._rates
