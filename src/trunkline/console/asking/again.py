"""Work that is done again whenever something calls for it, one at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import context

from trunkline.console.visit import soon


class Again:
    """`want()` begins the work; what is wanted while it is under way is one more turn after it.

    The work runs in the page where this was made, and not once that is left.
    """

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._client = context.client
        self._wanted = self._running = False

    def want(self) -> None:
        """Call it in the event loop."""
        self._wanted = True
        if not self._running:
            self._running = True
            soon(self._go())

    async def _go(self) -> None:
        try:
            while self._wanted and not self._client.is_deleted:
                self._wanted = False
                with self._client:
                    await self._work()
        finally:
            self._running = False
