"""One datagram goes out, and the first that comes back is the reply."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from time import monotonic

from trunkline.documents.monitors.asks import Datagram, Exchange
from trunkline.probes.target import Target, family_of

MOST = 65_535
"""Bytes of a datagram."""


async def exchange(ask: Exchange, target: Target, within: float) -> Datagram:
    """Waits at most `within` seconds, and no reply is a reply too: who asked judges what silence means.

    Raises OSError if the datagram is refused (ICMP) or cannot leave, TimeoutError if the endpoint's name is not
    resolved in time.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    async with asyncio.timeout_at(deadline):
        address = await target.address()
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        line.connect((address, target.port))  # so that the kernel hands us replies of this server only, and refusals
        began = monotonic()
        line.send(ask.payload)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                return Datagram(await loop.sock_recv(line, MOST), monotonic() - began)
    return Datagram(None, None)
