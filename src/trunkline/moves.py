"""How often something moved on, and who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Moves:
    """To be used from one event loop's thread."""

    def __init__(self) -> None:
        self.count = 0
        self._moved = asyncio.Condition()

    async def tell(self) -> None:
        """It moved on."""
        async with self._moved:
            self.count += 1
            self._moved.notify_all()

    async def until(self, there: Callable[[], bool], within: float) -> bool:
        """Waits until `there` says so; False when that took longer than so many seconds."""
        try:
            async with asyncio.timeout(within), self._moved:
                await self._moved.wait_for(there)
        except TimeoutError:
            return False
        return True
