"""What people can be told of (gtm.md section 12)."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """The turns of an address and of a pool."""

    ADDR_ALERT = "addr_alert"
    ADDR_RESUME = "addr_resume"
    ADDR_POOL_UNAVAILABLE = "addr_pool_unavailable"
    ADDR_POOL_AVAILABLE = "addr_pool_available"


ALL_EVENTS = tuple(Event)

MOST_GROUPS = 5
"""Contact groups that one event is told to (gtm.md section 12)."""
