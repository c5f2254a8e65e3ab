"""A connection to ask over, plain or by TLS, closed without ceremony when it has served."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import cast

from trunkline.documents.monitors.asks import Tls

MOST = 65_536
"""Bytes that wait to be read; a server that sends more is not listened to until they are."""

_NO_NAME = "0.0.0.0"
"""An IP address is never sent as a name (RFC 6066 section 3), so this leaves the name out of the handshake."""


class Line(asyncio.Protocol):
    """What a connection is for a check: write, and read whatever has come. asyncio's streams do more, at twice the
    price."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._over, self._paused = False, False
        self._why: Exception | None = None
        self._waits: asyncio.Future[None] | None = None

    def write(self, data: bytes) -> None:
        """Sends it as fast as the server takes it, without waiting."""
        self.transport.write(data)

    async def read(self) -> bytes:
        """What has come since, at least a byte; nothing when the server has hung up. Raises OSError if it broke off."""
        if not (self._came or self._over):
            self._waits = asyncio.get_running_loop().create_future()
            await self._waits
        if self._why and not self._came:
            raise self._why
        data = bytes(self._came)
        self._came.clear()
        if self._paused and not self._over:
            self._paused = False
            self.transport.resume_reading()
        return data

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol, as for those below."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        self._came += data
        if len(self._came) >= MOST and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._over, self._why = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waits and not self._waits.done():
            self._waits.set_result(None)


@asynccontextmanager
async def connected(address: str, port: int, tls: Tls | None, name: str, alpn: str) -> AsyncIterator[Line]:
    """A line to an IP address; `name` is whom TLS asks for, `alpn` the protocol that it offers (RFC 7301)."""
    connect = asyncio.get_running_loop().create_connection
    if tls is None:
        _, line = await connect(Line, address, port)
    else:
        context = _context(tls.verify, alpn)
        _, line = await connect(Line, address, port, ssl=context, server_hostname=name if tls.sni else _NO_NAME)
    try:
        yield line
    finally:
        line.transport.abort()  # whoever hangs would make us wait for TLS to end in good order


@cache
def _context(verify: bool, alpn: str) -> ssl.SSLContext:
    """One for all checks: to make one takes longer than a handshake.

    Who is trusted is this machine's matter: OpenSSL's own certificates, or those that SSL_CERT_FILE names.
    """
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([alpn])
    return context


def certificate_left(line: Line) -> float | None:
    """Seconds until the server's certificate ends, trusted or not; None without TLS."""
    from cryptography import x509  # half as large as all else; few monitors look at it

    tls = line.transport.get_extra_info("ssl_object")
    shown = tls and tls.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown).not_valid_after_utc.timestamp() - time.time() if shown else None
