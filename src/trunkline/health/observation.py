"""What one check saw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One thing to check: a monitor on an address. `port` is None for ping (gtm.md section 9.2)."""

    address: str
    monitor: str
    port: int | None

    def __str__(self) -> str:
        return f"{self.monitor} on {self.address}" + (f" port {self.port}" if self.port else "")


@dataclass(frozen=True, slots=True)
class Observation:
    """The outcome of one check. `latency` is in seconds; `detail` says in words what was seen."""

    ok: bool
    detail: str
    latency: float | None = None
