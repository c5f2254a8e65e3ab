"""Ports for tests that must know one beforehand, which no one else takes between the asking and the listening.

The kernel's own choice, port 0, is for all others: it may give a port that was free a moment ago to anyone. These stand
below what it gives (32,768 and up), and whoever tests holds a block of them, so that two who test on one machine at the
same time never have the same.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

FIRST, END, BLOCK = 20_000, 32_000, 100

_held: list[socket.socket] = []
"""The first port of each block that this process holds until it ends."""


def _blocks() -> Iterator[range]:
    for first in range(FIRST, END, BLOCK):
        with suppress(OSError):
            _held.append(socket.create_server(("127.0.0.1", first)))
            yield range(first + 1, first + BLOCK)


def _is_free(port: int) -> bool:
    """On every address of IPv4 and both transports, and no connection of an earlier test lingers on it."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp, suppress(OSError):
        tcp.bind(("", port))
        udp.bind(("", port))
        return True
    return False


_ports = (port for block in _blocks() for port in block if _is_free(port))


def free_port() -> int:
    """A port that is free on every loopback address, for UDP and TCP: each time another."""
    return next(_ports)
