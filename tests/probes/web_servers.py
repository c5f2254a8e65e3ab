"""Small web servers on loopback that say exactly what a test tells them to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""Takes the head of a request and writes what it likes; the connection is closed afterwards."""


@asynccontextmanager
async def serve(answer: Answer, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server for as long as the block lasts; its port."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await answer(await reader.readuntil(b"\r\n\r\n"), writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(accept, host, 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def saying(status: str, body: bytes = b"", *headers: str) -> Answer:
    """Answers every request with that status line, body and headers."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + body)

    return answer
