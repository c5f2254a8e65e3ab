"""All that can be asked of a server: an ask says what is to be sent, and how to judge what comes back.

Who asks knows how bytes travel and no protocol; who judges is pure, and knows only what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Reply = TypeVar("Reply")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a reply is a good one; `detail` says in words what was seen."""

    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Ask(Generic[Reply]):
    """What is common: each ask has one kind of reply, with a `latency` in seconds if there was anything to measure."""

    judge: Callable[[Reply], Finding]


@dataclass(frozen=True, slots=True)
class Echoed:
    """What came back of an Echo: `round_trips` in seconds; `trouble` may say why the others did not."""

    round_trips: tuple[float, ...]
    trouble: str = ""

    @property
    def latency(self) -> float | None:
        """The average."""
        return sum(self.round_trips) / len(self.round_trips) if self.round_trips else None


@dataclass(frozen=True, slots=True)
class Echo(Ask[Echoed]):
    """So many ICMP packets that the host should send back."""

    packets: int


@dataclass(frozen=True, slots=True)
class Connected:
    """A TCP connection was taken."""

    latency: float


@dataclass(frozen=True, slots=True)
class Connect(Ask[Connected]):
    """A TCP connection, and no more."""


@dataclass(frozen=True, slots=True)
class Datagram:
    """The first datagram that came back; `payload` is None if none did in time, and nobody refused."""

    payload: bytes | None
    latency: float | None


@dataclass(frozen=True, slots=True)
class Exchange(Ask[Datagram]):
    """One UDP datagram."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Tls:
    """How to speak TLS: `sni` sends the name, `verify` refuses a certificate that is not trusted or of another name,
    `dated` looks at when the certificate ends."""

    sni: bool = True
    verify: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class HttpReply:
    """Names of `headers` and `trailers` are in small letters. `body` holds what was asked for of it, `certificate_left`
    the seconds until the server's certificate ends."""

    status: int
    latency: float
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    trailers: Mapping[str, str] = field(default_factory=dict)
    certificate_left: float | None = None


@dataclass(frozen=True, slots=True)
class HttpRequest(Ask[HttpReply]):
    """One HTTP request, and as many `redirects` as may be followed.

    `host` is sent as such, and is the name in the TLS handshake; None is the endpoint itself. Of the body `read` bytes
    are wanted. HTTP/2 is spoken from the first byte (RFC 9113 section 3.3), or after TLS.
    """

    target: str
    method: str = "GET"
    host: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    read: int = 0
    redirects: int = 0
    tls: Tls | None = None
    http2: bool = False
