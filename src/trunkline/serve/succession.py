"""The program started anew to answer in this process's place, by the same words and on the same sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from trunkline.engine import Engine
from trunkline.serve.inheritance import ANSWERING, GO, HERE, YOURS, Inheritance, Line

PATIENCE = 120.0
"""Seconds that a successor has to begin; usually it needs one or two."""

LAST_MOMENTS = 5.0
"""Seconds that one that came to nothing has to end by itself, and then to end in order."""


class NoSuccessor(Exception):
    """It could not be started, or ended, or did not answer in time; says which."""


class Successor:
    """Another process of this program; `pid` is its number."""

    def __init__(self, process: subprocess.Popen[bytes], line: Line) -> None:
        self.pid = process.pid
        self._process, self._line = process, line

    async def is_here(self) -> None:
        """Returns when it is loaded and only waits for its turn; raises NoSuccessor, as the next does."""
        await self._expect(HERE)

    async def answers(self) -> None:
        """Lets it begin, and returns when it answers."""
        self._line.say(GO)
        await self._expect(ANSWERING)

    def stands_alone(self) -> None:
        """Tells it that this process counts no more."""
        self._line.say(YOURS)

    async def _expect(self, word: str) -> None:
        if await self._line.hear() != word:
            with suppress(subprocess.TimeoutExpired):  # it closes the line before it has ended
                await asyncio.to_thread(self._process.wait, LAST_MOMENTS)
            await self.end()
            raise NoSuccessor(f"the new process {self.pid} {_ending(self._process.returncode)}")

    async def end(self) -> None:
        """Ends it in order, or else at once."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, LAST_MOMENTS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._line.hang_up()


@asynccontextmanager
async def successor(engine: Engine, http: socket.socket) -> AsyncIterator[Successor]:
    """One that is being started; ended again if the block fails. Raises NoSuccessor when it takes too long."""
    ours, theirs = socket.socketpair()
    with theirs:
        left = Inheritance(tuple(engine.sockets()), http.fileno(), theirs.fileno())
        process = _start(left)
    one = Successor(process, await Line.over(ours))
    try:
        async with asyncio.timeout(PATIENCE):
            yield one
    except TimeoutError:
        await one.end()
        raise NoSuccessor(f"the new process {one.pid} did not answer within {PATIENCE:g} s") from None
    except BaseException:
        await one.end()
        raise


def _start(left: Inheritance) -> subprocess.Popen[bytes]:
    """As this process was started; what stands in those files by now may be a newer trunkline."""
    command = [sys.executable, *sys.orig_argv[1:]]
    try:
        return subprocess.Popen(command, env=os.environ | left.written(), pass_fds=left.descriptors)
    except OSError as error:
        raise NoSuccessor(f"{command[0]} cannot be started: {error.strerror}") from None


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}; what it wrote says why"


def has_terminal() -> bool:
    """Whether this process belongs to a terminal, which sends SIGHUP when it is closed."""
    try:
        os.close(os.open(Path("/dev/tty"), os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
