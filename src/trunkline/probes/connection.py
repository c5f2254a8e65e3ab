"""A connection to ask over, plain or by TLS, closed without ceremony when it has served."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from trunkline.documents.monitors.asks import Tls

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_NO_NAME = "0.0.0.0"
"""An IP address is never sent as a name (RFC 6066 section 3), so this leaves the name out of the handshake."""


@asynccontextmanager
async def connected(address: str, port: int, tls: Tls | None, name: str, alpn: str) -> AsyncIterator[Streams]:
    """Streams to an IP address; `name` is whom TLS asks for, `alpn` the protocol that it offers (RFC 7301)."""
    if tls is None:
        streams = await asyncio.open_connection(address, port)
    else:
        context = _context(tls.verify, alpn)
        name = name if tls.sni else _NO_NAME
        streams = await asyncio.open_connection(address, port, ssl=context, server_hostname=name)
    try:
        yield streams
    finally:
        streams[1].transport.abort()  # whoever hangs would make us wait for TLS to end in good order


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


def certificate_left(writer: asyncio.StreamWriter) -> float | None:
    """Seconds until the server's certificate ends, trusted or not; None without TLS."""
    from cryptography import x509  # half as large as all else; few monitors look at it

    tls = writer.get_extra_info("ssl_object")
    shown = tls and tls.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown).not_valid_after_utc.timestamp() - time.time() if shown else None
