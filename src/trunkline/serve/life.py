"""A node's life as a process: its loops and its HTTP server, until a signal or a failure, or until another follows."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from typing import Any

import structlog

from trunkline.api.app import create_app
from trunkline.errors import Conflict, NotReady
from trunkline.node import Node
from trunkline.serve.http import HttpServer
from trunkline.serve.inheritance import ANSWERING, HERE, Line
from trunkline.serve.succession import NoSuccessor, has_terminal, successor
from trunkline.serve.systemd import Systemd

log: Any = structlog.get_logger("trunkline")

LAST_ANSWERS = 0.3
"""Seconds that HTTP requests under way have to end when another process answers already: what waits longer is a write
that waits for its turn, and its client sends it again."""

INIT = 1
"""The number of a process that takes all others with it when it ends."""


class Life:
    """One node, one HTTP server, and whoever wants to hear of them."""

    def __init__(self, node: Node, http: socket.socket, systemd: Systemd) -> None:
        self._node, self._http, self._systemd = node, http, systemd
        self._server = HttpServer(create_app(node))
        self._handing_over: asyncio.Task[None] | None = None

    async def live(self, line: Line | None) -> None:
        """Until the end: first the requests under way end, then the node. `line` leads to the process before."""
        if line:
            line.say(HERE)
            await line.hear()
        self._hear_signals()
        self._running = asyncio.create_task(self._node.run())
        if not line or await self._takes_over(line):
            await self._serve()
        await _ended(self._running)
        log.info("stopped")

    async def _serve(self) -> None:
        beside = [asyncio.create_task(self._tell_systemd()), asyncio.create_task(self._systemd.live())]
        serving = asyncio.create_task(self._server.serve([self._http]))
        await asyncio.wait({self._running, serving}, return_when=asyncio.FIRST_COMPLETED)
        self._server.leave()
        await serving
        for task in (*beside, *filter(None, [self._handing_over])):
            await _ended(task)

    async def _takes_over(self, line: Line) -> bool:
        """Returns when this process is the one that answers; False if it comes to its end before that."""
        ends = asyncio.create_task(self._server.leaving.wait())
        while not (self._answers() or self._running.done() or ends.done()):
            news = asyncio.create_task(self._node.news.wait())
            await asyncio.wait({news, self._running, ends}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            self._node.news.clear()
        ends.cancel()
        if answers := self._answers():
            line.say(ANSWERING)
            await line.hear()
            self._node.news.set()
        return answers

    def _answers(self) -> bool:
        """Whether it answers by the documents of its own store."""
        with suppress(NotReady):
            return bool(self._node.answered)
        return False

    async def _tell_systemd(self) -> None:
        """That it is ready, once, and each time how it stands."""
        ready = False
        while True:
            await self._node.news.wait()
            self._node.news.clear()
            first, ready = self._node.ready and not ready, self._node.ready
            self._systemd.tell(**({"READY": 1} if first else {}), STATUS=self._node.because)

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            return  # whoever started it with nohup wants to hear nothing of a terminal that is closed
        loop.add_signal_handler(signal.SIGHUP, self._leave if has_terminal() else self._begin_to_hand_over)

    def _leave(self) -> None:
        self._systemd.tell(STOPPING=1)
        self._server.leave()

    def _begin_to_hand_over(self) -> None:
        if os.getpid() == INIT:
            log.error("SIGHUP: process 1 cannot be replaced, all others would end with it: start it anew instead")
        elif self._server.should_exit or (self._handing_over and not self._handing_over.done()):
            log.info("SIGHUP: this process is being replaced already, or ends")
        else:
            self._handing_over = asyncio.create_task(self._hand_over())

    async def _hand_over(self) -> None:
        """Has the program, started anew, answer in this process's place; if that fails, all is as before."""
        log.info("SIGHUP: a new process is to answer in place of this one")
        self._systemd.tell_of_a_reload()
        try:
            with self._node.line_tables.alone():  # that one begins with the table that is in use when it is started
                async with successor(self._node.engine, self._http) as one:
                    await one.is_here()
                    await self._node.writing.acquire()  # a write is made by this process or that one, never by halves
                    try:
                        async with self._node.standing_aside():
                            await one.answers()
                            self._running.cancel()
                    except BaseException:
                        self._node.writing.release()
                        raise
        except (NoSuccessor, Conflict) as failure:
            log.error(f"{failure}; this process goes on")
            self._systemd.tell(READY=1, STATUS=f"not replaced: {failure}")
            return
        log.info(f"process {one.pid} answers; this one ends")
        self._systemd.tell(MAINPID=one.pid, READY=1)
        one.stands_alone()
        self._server.leave()
        asyncio.get_running_loop().call_later(LAST_ANSWERS, self._part)

    def _part(self) -> None:
        """Writes that waited for their turn are for the successor to make."""
        self._server.hang_up()
        self._node.writing.release()


async def _ended(task: asyncio.Task[None]) -> None:
    """Ends it; raises what it ended by itself with."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
