"""HTTP connections: not too many, and none that only sits there; for file descriptors are what probes need too."""

from __future__ import annotations

import asyncio
import resource

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

_DESCRIPTORS, _ = resource.getrlimit(resource.RLIMIT_NOFILE)

MOST = min(256, _DESCRIPTORS // 4) if _DESCRIPTORS > 0 else 256
"""Connections at a time, a quarter of the usual 1,024 file descriptors: without one free nobody can be probed."""

PATIENCE = 10.0
"""Seconds for a request's headers to come. uvicorn itself waits for ever."""


class Connection(H11Protocol):
    """Closed at once when it is one too many, and later when no request has come for a while."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Takes the connection, if there is room."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
        self.loop.call_later(PATIENCE, self._look, None, True)

    def _look(self, last: RequestResponseCycle | None, rested: bool) -> None:
        """`last` is the request at the look before, `rested` that it was answered: who has rested since then goes."""
        if self.transport.is_closing():
            return
        rests = self.cycle is None or self.cycle.response_complete
        if rests and rested and self.cycle is last:
            self.transport.close()
        else:
            self.loop.call_later(PATIENCE, self._look, self.cycle, rests)
