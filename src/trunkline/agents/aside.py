"""Calls that block, made aside: not in the event loop, and not in the way of a process that wants to end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def aside(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `work` answers or raises, from a thread of its own.

    Unlike with asyncio.to_thread nobody waits for that thread when the process ends, for a question that waits for a
    change takes its time.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[T], None] | Callable[[BaseException], None], found: T | BaseException) -> None:
        if not answer.done():
            settle(found)  # type: ignore[arg-type]

    def run() -> None:
        settle: Callable[..., None]
        try:
            settle, found = answer.set_result, work(*given, **named)
        except BaseException as error:
            settle, found = answer.set_exception, error
        with suppress(RuntimeError):  # the loop has ended, nobody asks any more
            loop.call_soon_threadsafe(tell, settle, found)

    threading.Thread(target=run, daemon=True).start()
    return await answer
