"""The console of a node: a process of its own beside it, begun again when it ends, and ended with the node."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from trunkline.serve.listening import joined

log: Any = structlog.get_logger("trunkline")

AGAIN = 5.0
"""Seconds until a console that ended by itself is begun again."""

LAST_MOMENTS = 5.0
"""Seconds that it has to end."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@asynccontextmanager
async def console_beside(
    place: tuple[str, int] | None, http: tuple[str, int], state: Path, log_format: str
) -> AsyncIterator[None]:
    """Inside, a console listens at `place`, if there is one, for the node whose API is at `http`."""
    if place is None:
        yield
        return
    url = f"http://{joined((ANYWHERE.get(http[0], http[0]), http[1]))}"
    where = ["--listen", joined(place), "--url", url, "--state", str(state), "--log-format", log_format]
    keeping = asyncio.create_task(_keep([sys.executable, "-m", "trunkline", "console", "--child", *where]))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _keep(command: Sequence[str]) -> None:
    while True:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _end(process)
            raise
        log.error(f"the console ended with exit code {code}; it begins again in {AGAIN:g} s")
        await asyncio.sleep(AGAIN)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(LAST_MOMENTS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
