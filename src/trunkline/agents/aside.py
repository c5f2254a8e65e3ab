"""Calls that block, made aside: not in the event loop, and not in the way of a process that wants to end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def aside(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `work` answers or raises, from a thread of its own.

    Unlike with asyncio.to_thread nobody waits for that thread when the process ends, for a question that waits for a
    change takes its time.
    """
    answer: Future[T] = Future()
    answer.set_running_or_notify_cancel()  # from here on whoever asks may go away, and the thread not mind

    def run() -> None:
        try:
            found = work(*given, **named)
        except BaseException as error:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(answer)
