"""Connections are opened, and closed at once."""

from __future__ import annotations

import asyncio
import socket
from time import monotonic

from trunkline.documents.monitors.asks import Connect, Connected
from trunkline.probes.target import Target, family_of


async def connect(ask: Connect, target: Target) -> Connected:
    """Raises OSError for whatever keeps it from connecting; the caller sets the time limit."""
    loop = asyncio.get_running_loop()
    address = await target.address()
    began = monotonic()
    with socket.socket(family_of(address), socket.SOCK_STREAM) as line:
        line.setblocking(False)
        await loop.sock_connect(line, (address, target.port))
        return Connected(monotonic() - began)
