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

TRANSPORTS = ("udp", "tcp")

CODES = {
    0: "NOERROR",
    1: "FORMERR",
    2: "SERVFAIL",
    3: "NXDOMAIN",
    4: "NOTIMP",
    5: "REFUSED",
    6: "YXDOMAIN",
    16: "BADVERS",
    23: "BADCOOKIE",
}


@dataclass(frozen=True, slots=True)
class Counters:
    """What was asked and answered over sockets since the engine was made; every number but one only grows."""

    by_transport: Mapping[tuple[str, str], int]
    """Responses by transport ("udp", "tcp") and name of the response code ("NOERROR", "NXDOMAIN" …)."""
    silence: Mapping[str, int]
    """Messages answered with silence, by transport: too short, or responses themselves."""
    truncated: int
    """Responses that say: ask again over TCP."""
    steered: int
    """Responses with records that depend on who asks."""
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
    samples_lost: int
    """Queries that were to be told of in the query log, but too many were already waiting for it."""

    @property
    def responses(self) -> Mapping[str, int]:
        """Responses by the name of the response code."""
        return {code: sum(self.by_transport[transport, code] for transport in TRANSPORTS) for code in CODES.values()}

    @property
    def queries(self) -> Mapping[str, int]:
        """Messages that came, by transport, but for those that failed."""
        answered = {
            transport: sum(self.by_transport[transport, code] for code in CODES.values()) for transport in TRANSPORTS
        }
        kept_back = {"udp": self.limited_dropped, "tcp": 0}
        return {each: answered[each] + self.silence[each] + kept_back[each] for each in TRANSPORTS}

    @property
    def dropped(self) -> int:
        """Messages answered with silence."""
        return sum(self.silence.values())


class Asked(NamedTuple):
    """A steered name in wire format, its type, and how often it was asked for."""

    name: bytes
    type: int
    times: int


class Sample(NamedTuple):
    """One query that was picked to be told of, and what became of it."""

    at: float
    """When it was answered, in seconds since 1970."""
    asker: str
    subnet: str | None
    """The network on whose behalf was asked (RFC 7871), in CIDR notation."""
    transport: str
    question: tuple[bytes, int] | None
    """The name in wire format and lower case, and the type; None where none could be read."""
    code: int
    steered: bool
    """The response carries steered records."""
    line: str | None
    """Under which line it counts, if a steered name decided."""
    answers: int
    """Records in the answer section."""
    size: int
    """Of the response, in bytes; 0: a limit kept it back."""


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
        numbers, udp, tcp = self._native.counters()
        silence = {transport: numbers.pop(f"silence_{transport}") for transport in TRANSPORTS}
        by_transport = {
            (transport, name): codes[code]
            for transport, codes in zip(TRANSPORTS, (udp, tcp), strict=True)
            for code, name in CODES.items()
        }
        return Counters(by_transport, silence, **numbers)

    def sampled(self) -> list[Sample]:
        """Take the queries that were picked since the last call: one in so many, as the snapshot's conduct has it.

        At most 1024 wait to be taken; what comes beyond that is counted as lost.
        """
        return [Sample(*one) for one in self._native.sampled()]

    def asked_by_line(self) -> Mapping[str, int]:
        """How many queries for steered names came over each line, as access domains know it; they only grow."""
        return self._native.tallies()

    def asked_by_line_of(self, name: bytes, type_: int) -> Mapping[str, int] | None:
        """The same for one steered name and type, since its lines are what they are; None if it is not steered."""
        counted = self._native.tallies_of(name, type_)
        return None if counted is None else dict(counted)

    def asked_most(self, most: int) -> tuple[list[Asked], int]:
        """The steered names that were asked for most, at most so many, and how often all the others were."""
        named, others = self._native.most_asked(most)
        return [Asked(*one) for one in named], others
