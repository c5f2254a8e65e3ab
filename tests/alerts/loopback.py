"""A webhook and a mail server on loopback that do what a test tells them to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Webhook:
    """Answers with a status and a body, or with None never; `got` is what was posted to it."""

    def __init__(self, status: int | None = 200, body: bytes = b"") -> None:
        self.status, self.body, self.port = status, body, 0
        self.got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook/a-secret-token?rto=20"

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
            self.got.put_nowait(json.loads(await reader.readexactly(length)))
            if self.status is None:
                await reader.read()  # until the client has gone
            else:
                head = f"HTTP/1.1 {self.status} Said\r\nContent-Length: {len(self.body)}\r\n\r\n"
                writer.write(head.encode() + self.body)
                await writer.drain()
        writer.close()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Webhook"]:
        server = await asyncio.start_server(self.accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


class MailServer:
    """Takes messages into `got`, or refuses them with what `says` holds."""

    def __init__(self, says: str = "250 taken") -> None:
        self.says, self.port = says, 0
        self.got: asyncio.Queue[Message] = asyncio.Queue()

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=gtm%40example.com&to=ops%40example.com"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.put_nowait(message_from_bytes(envelope.original_content or b"", policy=default))
        return self.says

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["MailServer"]:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
