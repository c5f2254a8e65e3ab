"""What is hosted in these tests, built from text; and how it is asked, over sockets, in dnspython's words."""

from __future__ import annotations

import socket
import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.zone

from trunkline.engine import Engine
from trunkline.lines.askers import AskerTable
from trunkline.snapshot.snapshot import (
    Answer,
    Change,
    Conduct,
    Draw,
    Group,
    Plan,
    RecordSet,
    Steered,
    ZoneRecords,
)

TIMEOUT = 5.0
"""Seconds to wait for what must come."""
SILENCE = 0.2
"""Seconds without an answer that pass for none; only a wrong answer makes a test wait so long."""


def wire(name: str) -> bytes:
    """A name as the engine is told it."""
    return dns.name.from_text(name).to_wire().lower()


def zone(origin: str, text: str) -> ZoneRecords:
    """A zone from a master file."""
    read = dns.zone.from_text(text, origin, relativize=False, check_origin=False)
    names: dict[bytes, tuple[RecordSet, ...]] = {}
    for name, node in read.items():
        sets = [RecordSet(rds.rdtype, rds.ttl, tuple(rd.to_wire() for rd in rds)) for rds in node.rdatasets]
        names[name.to_wire().lower()] = tuple(sets)
    return ZoneRecords(wire(origin), names)


def askers(classes: Mapping[str, int]) -> AskerTable:
    """A table from networks that do not overlap; all other addresses are of class 0."""
    starts: dict[int, dict[int, int]] = {4: {0: 0}, 6: {0: 0}}
    for text, class_ in sorted(classes.items(), key=lambda item: int(ip_network(item[0]).network_address)):
        network = ip_network(text)
        end = int(network.broadcast_address) + 1
        starts[network.version][int(network.network_address)] = class_
        if end < 1 << network.max_prefixlen:
            starts[network.version].setdefault(end, 0)
    return asker_table(max(classes.values(), default=0) + 1, starts[4], starts[6])


def asker_table(classes: int, v4: Mapping[int, int], v6: Mapping[int, int]) -> AskerTable:
    """A table from the first address of each range and its class, both beginning at zero."""
    four, six = sorted(v4), sorted(v6)
    halves = array("Q", [half for start in six for half in (start >> 64, start & 0xFFFF_FFFF_FFFF_FFFF)])
    return AskerTable(
        classes, array("I", four), array("H", [v4[s] for s in four]), halves, array("H", [v6[s] for s in six])
    )


def group(*members: str, draw: Draw = Draw.ALL, weights: tuple[int, ...] = (), cname: bool = False) -> Group:
    """Addresses of one pool, or (`cname`) names that answer for addresses."""
    rdatas = tuple(wire(m) if cname else ip_address(m).packed for m in members)
    return Group(draw, rdatas, weights, cname)


def names(*members: str, draw: Draw = Draw.ALL, weights: tuple[int, ...] = ()) -> Group:
    """Names of one pool, of an access domain that is a CNAME."""
    return Group(draw, tuple(map(wire, members)), weights)


def answer(*groups: Group, draw: Draw = Draw.ALL, weights: tuple[int, ...] = ()) -> Answer:
    """What one class of askers gets."""
    return Answer(draw, groups, weights)


FAILURE = Answer(Draw.FAIL, ())
"""Who gets this is told SERVFAIL."""


def steered(name: str, *answers: Answer, plan: tuple[int, ...], type: str = "A", ttl: int = 60) -> Steered:
    """A steered name; `plan` says which answer each class gets."""
    return Steered(wire(name), int(dns.rdatatype.from_text(type)), ttl, Plan(plan), answers)


def change(
    table: AskerTable | None,
    zones: Iterable[ZoneRecords],
    names: Iterable[Steered],
    conduct: Conduct | None = None,
) -> Change:
    """All of this put."""
    put = {entry.key: entry for entry in names}
    return Change(askers=table, zones={zone.origin: zone for zone in zones}, steered=put, conduct=conduct)


@dataclass(frozen=True)
class Host:
    """An engine that answers at an address."""

    engine: Engine
    address: tuple[str, int]

    def ask(self, name: str, type: str = "A", *, subnet: str = "", tcp: bool = False, payload: int = 1232,
            edns: bool = True, options: Iterable[dns.edns.Option] = ()) -> dns.message.Message:  # fmt: skip
        """Ask as a resolver does, and judge the response by dnspython's strict reading."""
        sent = [*([dns.edns.ECSOption.from_text(subnet)] if subnet else []), *options]
        query = dns.message.make_query(name, type, use_edns=0 if edns else -1, payload=payload, options=sent or None)
        return self.send(query, tcp=tcp)

    def send(self, query: dns.message.Message, *, tcp: bool = False) -> dns.message.Message:
        """Send a message of one's own making, over a socket of its own."""
        host, port = self.address
        if tcp:
            return dns.query.tcp(query, host, TIMEOUT, port)
        return dns.query.udp(query, host, TIMEOUT, port)

    def exchange(self, message: bytes, *, wait: float = TIMEOUT) -> bytes | None:
        """Send any bytes as a datagram; None if nothing comes back."""
        family = socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as asker:
            asker.settimeout(wait)
            asker.connect(self.address)
            asker.send(message)
            try:
                return asker.recv(65_535)
            except TimeoutError:
                return None

    def connect(self, asker: str = "") -> socket.socket:
        """A TCP connection, from that address of ours if need be."""
        return socket.create_connection(self.address, TIMEOUT, (asker, 0) if asker else None)


def header(id: int = 7, flags: int = 0, counts: tuple[int, int, int, int] = (1, 0, 0, 0)) -> bytes:
    """Twelve bytes to begin a message of one's own making."""
    return struct.pack(">HH4H", id, flags, *counts)


def texts(response: dns.message.Message) -> list[str]:
    """The answer section, a line for each record set."""
    return [rrset.to_text().replace("\n", " | ") for rrset in response.answer]


def data(response: dns.message.Message, type: str = "A") -> list[str]:
    """The data of the answers of one type, in order."""
    wanted = dns.rdatatype.from_text(type)
    return [rdata.to_text() for rrset in response.answer if rrset.rdtype == wanted for rdata in rrset]


def counted(responses: Iterable[bytes]) -> Counter[tuple[str, ...]]:
    """How often each answer came, as the data of its records; equal responses are read once, for there are many."""
    found: Counter[tuple[str, ...]] = Counter()
    for raw, times in Counter(responses).items():
        answer = dns.message.from_wire(raw).answer
        found[tuple(rdata.to_text() for rrset in answer for rdata in rrset)] += times
    return found


def scope(response: dns.message.Message) -> int | None:
    """The scope of the client subnet given back; None if none was."""
    found = [option.scopelen for option in response.options if isinstance(option, dns.edns.ECSOption)]
    return found[0] if found else None


def is_authoritative(response: dns.message.Message) -> bool:
    """Whether AA is set."""
    return bool(response.flags & dns.flags.AA)


def is_truncated(response: dns.message.Message) -> bool:
    """Whether TC is set."""
    return bool(response.flags & dns.flags.TC)


def told(response: dns.message.Message, code: dns.edns.OptionType) -> list[dns.edns.Option]:
    """The options of one kind in a response."""
    return [option for option in response.options if option.otype == code]
