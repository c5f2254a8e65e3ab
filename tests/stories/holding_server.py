"""An HTTP server that answers nobody until a line comes in on its input. `python holding_server.py ADDRESS PORT`."""

from __future__ import annotations

import asyncio
import sys


async def main(address: str, port: str) -> None:
    """Serves until its input ends."""
    told = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await told.wait()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, address, int(port)):
        await asyncio.to_thread(sys.stdin.readline)
        told.set()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
