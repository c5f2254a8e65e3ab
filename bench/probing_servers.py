"""One small HTTP server on every loopback address, on the core that it is told: `probing_servers.py CORE`."""

from __future__ import annotations

import asyncio
import os
import sys

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Server(asyncio.Protocol):
    """Answers whatever is asked, once it is asked whole, and hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps it to answer on."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._asked = transport, b""

    def data_received(self, data: bytes) -> None:
        """Waits for the empty line that ends the headers."""
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            self._transport.write(RESPONSE)
            self._transport.close()


async def main() -> None:
    """Prints its port; ends when its input does."""
    os.sched_setaffinity(0, {int(sys.argv[1])})
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
