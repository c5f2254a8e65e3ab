"""Work that blocks, in a thread of its own, which neither the event loop nor the end of the process waits for.

A pool's threads are joined when the process ends, and one that hangs keeps the others' work waiting; a server that
answers a byte a minute must do neither.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress


def aside(work: Callable[[], str | None]) -> asyncio.Future[str | None]:
    """The work's fault in words, or None if it was done; what it raises is a fault too."""
    loop = asyncio.get_running_loop()
    fault: asyncio.Future[str | None] = loop.create_future()

    def settle(said: str | None) -> None:
        if not fault.done():
            fault.set_result(said)

    def run() -> None:
        try:
            said = work()
        except Exception as error:
            said = f"a fault of ours: {type(error).__name__}"
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, said)

    try:
        threading.Thread(target=run, name="alerts", daemon=True).start()
    except RuntimeError:
        settle("no thread can be started")
    return fault
