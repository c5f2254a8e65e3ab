"""The ports of a node: taken from the system, or taken over from the process before, with what waits in them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from trunkline.engine import Engine, Sockets
from trunkline.errors import AddressInUse

BURST = 64
"""HTTP connections that are taken in one turn of the event loop, before those that are too many are hung up on."""


def bind_dns(engine: Engine, places: Sequence[tuple[str, int]], threads: int) -> tuple[tuple[str, int], ...]:
    """Has the engine take these; raises AddressInUse with the way out."""
    try:
        return tuple(engine.bind(places, threads=threads))
    except OSError as error:
        raise AddressInUse(f"{error.strerror}; choose another with --dns") from None


def take_over_dns(engine: Engine, inherited: Sequence[Sockets]) -> tuple[tuple[str, int], ...]:
    """Has the engine take sockets that this process inherited, and closes what it inherited them by."""
    engine.adopt(inherited)
    for one in inherited:
        for descriptor in (*one.udp, one.tcp):
            os.close(descriptor)
    return tuple((one.host, one.port) for one in inherited)


@contextmanager
def bind_http(place: tuple[str, int]) -> Iterator[socket.socket]:
    """A socket that listens there for as long as the block lasts; raises AddressInUse with the way out."""
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    # asyncio turns Nagle's delay off only where the protocol is named; with it every answer waits 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as http:
        http.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            http.bind(place)
        except OSError as error:
            why = f"cannot listen for HTTP on {joined(place)}: {error.strerror}"
            raise AddressInUse(f"{why}; choose another with --http") from None
        http.listen(BURST)
        yield http


def joined(place: tuple[str, int]) -> str:
    """127.0.0.1:53, or [::1]:53."""
    host, port = place
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
