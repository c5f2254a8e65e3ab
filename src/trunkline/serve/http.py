"""The HTTP server of a node: uvicorn, but for signals and for how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from trunkline.api.connections import Connection
from trunkline.serve.listening import BURST

LAST_REQUESTS = 2
"""Seconds that HTTP requests under way have to end when the node stops."""


class HttpServer(uvicorn.Server):
    """Leaves the process's signals to those who have more to stop than HTTP."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            backlog=BURST,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=LAST_REQUESTS,
        )
        super().__init__(config)
        self.leaving: asyncio.Event = app.state.leaving

    def leave(self) -> None:
        """Takes no more connections, from now on, and ends when the requests under way have ended."""
        self.should_exit = True
        for listening in getattr(self, "servers", ()):  # uvicorn looks at what it should do only ten times a second
            listening.close()
        self.leaving.set()

    def hang_up(self) -> None:
        """Breaks every connection that is left: who asked something there asks again, elsewhere."""
        for connection in list(self.server_state.connections):
            if connection.transport:
                connection.transport.abort()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Does nothing, where uvicorn would take the signals."""
        yield
