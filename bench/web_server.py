"""One HTTP server on every loopback address. Each line of its input is a list of local addresses that answer 503."""

from __future__ import annotations

import asyncio
import sys

DOWN: set[str] = set()


async def main() -> None:
    """Prints its port; ends when its input does."""
    server = await asyncio.start_server(_serve, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.to_thread(_obey)


def _obey() -> None:
    for line in sys.stdin:
        DOWN.clear()
        DOWN.update(line.split())
        print("done", flush=True)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        down = writer.get_extra_info("sockname")[0] in DOWN
        status = "503 Service Unavailable" if down else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


if __name__ == "__main__":
    asyncio.run(main())
