"""Questions that wait for a change, and let go when the node is about to end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fastapi import Request

LONGEST_WAIT = 60.0
"""Seconds for which a question may wait for a change; more would look to proxies as if nobody answered."""


async def unless_leaving(request: Request, change: Coroutine[Any, Any, bool]) -> bool:
    """What waiting for the change answers; False at once when the node is about to end."""
    leaving = asyncio.create_task(request.app.state.leaving.wait())
    changing = asyncio.create_task(change)
    try:
        await asyncio.wait({leaving, changing}, return_when=asyncio.FIRST_COMPLETED)
        return changing.done() and changing.result()
    finally:
        leaving.cancel()
        changing.cancel()
