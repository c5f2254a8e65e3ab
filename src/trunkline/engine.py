"""The Rust engine in Python's words: it is told snapshots and changes, and answers DNS queries from them.

The only importer of the compiled module. Serving threads are the engine's own; they never run Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trunkline import _engine
from trunkline.snapshot.format import encode
from trunkline.snapshot.snapshot import Change

_CODE_NAMES = {
    0: "NOERROR",
    1: "FORMERR",
    2: "SERVFAIL",
    3: "NXDOMAIN",
    4: "NOTIMP",
    5: "REFUSED",
    6: "YXDOMAIN",
    16: "BADVERS",
}


@dataclass(frozen=True, slots=True)
class Counters:
    """What was asked and answered over sockets since the engine was made; every number but one only grows.

    `responses` counts by the name of the response code ("NOERROR", "NXDOMAIN" …).
    """

    queries_udp: int
    queries_tcp: int
    responses: Mapping[str, int]
    truncated: int
    """Responses that say: ask again over TCP."""
    steered: int
    """Responses with records that depend on who asks."""
    dropped: int
    """Messages answered with silence: too short, or responses themselves."""
    failed: int
    """Messages lost to an error in the engine; anything but 0 is a bug."""
    limited_dropped: int
    """Queries over UDP that are not answered, for their network was answered too often."""
    limited_slipped: int
    """Responses that for the same reason only say: ask again over TCP."""
    connections_open: int
    """TCP connections that there are now; the one number that also falls."""
    connections_taken: int
    connections_displaced: int
    """Closed to make room for others."""
    connections_overdue: int
    """Closed for they did not get on: said nothing, too slowly, or nothing more."""


class Sockets(NamedTuple):
    """The descriptors of one address's sockets: one for UDP each thread, one that listens."""

    host: str
    port: int
    udp: Sequence[int]
    tcp: int


class Engine:
    """Answers authoritatively from what was published last; before that it refuses every name."""

    def __init__(self) -> None:
        self._native = _engine.Engine()

    def publish(self, change: Change, *, whole: bool = False) -> None:
        """Swap in what `change` makes of the present snapshot; `whole`: of nothing, in place of the present one.

        All of it or, with `SnapshotUnreadable`, nothing. Queries are answered meanwhile, each from one snapshot.
        """
        self._native.publish(encode(change), whole)

    def publish_bytes(self, encoded: bytes) -> None:
        """Replace everything by a whole snapshot that `format.encode` wrote; `SnapshotUnreadable` if it is not one."""
        self._native.publish(encoded, True)

    def answer(self, message: bytes, asker: str, *, tcp: bool = False) -> bytes | None:
        """The response to `message` from the IP address `asker`, as a socket would send it; None is silence.

        It takes its turn in rotations as any query does, but is not counted.
        """
        return self._native.answer(message, asker, tcp)

    def bind(self, listen: Sequence[tuple[str, int]], *, threads: int = 1) -> list[tuple[str, int]]:
        """Take UDP and TCP at each (IP address, port), all or none, and say which; port 0 takes one free on both.

        `threads` answer each address's datagrams. `AddressInUse` if another process has it, `OSError` if the system
        says no for another reason; both name address and port and the way out.
        """
        return self._native.bind(listen, threads)

    def adopt(self, given: Sequence[Sockets]) -> None:
        """Take sockets that another process bound, as if by `bind`; the given descriptors stay the caller's to close.

        What waits in them is answered after `start`. `OSError` when a descriptor is not open.
        """
        self._native.adopt(given)

    def sockets(self) -> list[Sockets]:
        """All that was bound or adopted, in that order; the descriptors stay the engine's, open until `stop`."""
        return [Sockets(*one) for one in self._native.sockets()]

    def start(self) -> None:
        """Begin to answer at what is bound; until then nothing is read from the sockets."""
        self._native.start()

    def stop(self) -> None:
        """Answer what has come by now, end the threads and close the sockets; once more does no harm."""
        self._native.stop()

    def counters(self) -> Counters:
        """The sums over all threads so far."""
        numbers, codes = self._native.counters()
        return Counters(responses={name: codes[code] for code, name in _CODE_NAMES.items()}, **numbers)
