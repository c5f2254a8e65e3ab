"""What the engine is told: values only, ready to be answered with, no opinions left in them.

A name is a DNS name in uncompressed wire format, lower case (b"\\x03www\\x07example\\x03com\\x00"). An rdata is
uncompressed wire bytes without its length. A TTL is in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trunkline.lines.askers import AskerTable
from trunkline.steering.choice import Draw as Draw


@dataclass(frozen=True, slots=True)
class Group:
    """The addresses of one pool in an answer: rdatas, and how a query draws from them.

    `weights` is as long as `rdatas` when `draw` is WEIGHT, else empty. `cname` says that the rdatas are names, though
    an address was asked for: the answer is then one CNAME (a pool of domain names, gtm.md section 2.1).
    """

    draw: Draw
    rdatas: tuple[bytes, ...]
    weights: tuple[int, ...] = ()
    cname: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one class of askers gets: the groups (one a pool), and how a query draws from those."""

    draw: Draw
    groups: tuple[Group, ...]
    weights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which answer: for each class of askers of the line table, an index into a steered name's answers.

    `line_of_class` is an index into `lines`: the line that each class is counted under, as operators write it. Without
    them all are counted under "default".
    """

    answer_of_class: tuple[int, ...]
    line_of_class: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Steered:
    """An enabled access domain: shadows the zone's records of its own name and type."""

    name: bytes
    type: int
    ttl: int
    plan: Plan
    answers: tuple[Answer, ...]

    @property
    def key(self) -> tuple[bytes, int]:
        return (self.name, self.type)


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The zone's own records of one name and type."""

    type: int
    ttl: int
    rdatas: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ZoneRecords:
    """A zone we are authoritative for; the SOA and NS record sets are among those of the origin."""

    origin: bytes
    names: Mapping[bytes, tuple[RecordSet, ...]]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How every asker is treated; by default nothing is told. Texts are 255 bytes at most, and told unless empty.

    `nsid` is for who asks by NSID (RFC 5001), `version` and `hostname` for who asks by the class CHAOS (RFC 4892).
    `secrets` are of 16 bytes each: the present one, then former ones whose cookies are still good; without any, cookies
    are ignored (RFC 9018). `tcp_idle` is in tenths of a second, as told to connections that ask (RFC 7828); 0 is not.
    `explains`: errors come with a reason (RFC 8914). One query in `query_log` is told of, on average; 0: none is.
    """

    nsid: bytes = b""
    version: bytes = b""
    hostname: bytes = b""
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    tcp_idle: int = 0
    explains: bool = False
    query_log: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one network, a /24 or /56, may have; the defaults are those of the engine.

    `alike` responses a second of one kind about one name, and `all` of any, go out over UDP; 0 is as many as come. Of
    those above every `slip`-th says: ask over TCP; 0 drops all. `connections` over TCP are there, `share` of them for
    one network; a query may take `query` seconds to come whole. `exempt` networks, each a first address in packed form
    and how many of its bits count, have neither rates nor shares.
    """

    alike: int = 0
    all: int = 0
    slip: int = 2
    connections: int = 1024
    share: int = 128
    query: int = 5
    exempt: tuple[tuple[bytes, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is needed to answer."""

    askers: AskerTable
    zones: Mapping[bytes, ZoneRecords] = field(default_factory=dict)
    steered: Mapping[tuple[bytes, int], Steered] = field(default_factory=dict)
    conduct: Conduct = Conduct()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Change:
    """What makes one snapshot into the next. None stands for what stays: `askers`, `conduct`, `limits`.

    A changed line table numbers its classes anew, so with it every steered name is told a plan: in `replanned`, by name
    and type, where its answers stay.
    """

    askers: AskerTable | None = None
    zones: Mapping[bytes, ZoneRecords] = field(default_factory=dict)
    zones_gone: frozenset[bytes] = frozenset()
    steered: Mapping[tuple[bytes, int], Steered] = field(default_factory=dict)
    steered_gone: frozenset[tuple[bytes, int]] = frozenset()
    replanned: Mapping[tuple[bytes, int], Plan] = field(default_factory=dict)
    conduct: Conduct | None = None
    limits: Limits | None = None
