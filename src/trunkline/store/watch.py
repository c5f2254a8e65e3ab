"""Watching without queues: whoever watches looks at what is there, and sleeps until the bell rings.

A watch owns nothing in the store, so one that is dropped or cancelled leaves nothing behind, and one that is slow
costs no memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from trunkline.errors import StoreUnreadable
from trunkline.store.contract import Revision, Written


class Bell:
    """Wakes all who wait for something new. Take the next ring before you look, wait for it afterwards."""

    def __init__(self) -> None:
        self.closed = False
        self._next = asyncio.Event()

    def next_ring(self) -> asyncio.Event:
        """Set at the next ring, so that nothing that comes between looking and waiting is slept through."""
        return self._next

    def ring(self) -> None:
        """Something is new."""
        self._next.set()
        self._next = asyncio.Event()

    def close(self) -> None:
        """Nothing new will come."""
        self.closed = True
        self.ring()


async def follow(
    bell: Bell, after: Revision, fetch: Callable[[Revision], Awaitable[Sequence[Written]]]
) -> AsyncIterator[Written]:
    """Every write after that revision, as `fetch(revision)` tells the next few, until the bell is closed.

    StoreUnreadable if a write between was forgotten.
    """
    while not bell.closed:
        ring = bell.next_ring()
        batch = await fetch(after)
        for written in batch:
            if written.revision != after + 1:
                raise StoreUnreadable(f"the writes after revision {after} are no longer kept (read the store anew)")
            yield written
            after = written.revision
        if not batch:
            await ring.wait()
