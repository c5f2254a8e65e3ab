"""Asking a server on this machine one question, or many within a window, and reading what it says."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

import dns.edns
import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype

from compare.workload import Question

HERE = "127.0.0.1"
WINDOW = 32
TRIES = 3
PATIENCE = 0.5
IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)
"""Which address a datagram is sent from, ip(7); Python names it from 3.14 on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response code, the addresses answered, and the scope of a client subnet option (None: there is none)."""

    code: str
    addresses: tuple[IPv4Address, ...]
    scope: int | None

    @property
    def only(self) -> IPv4Address | None:
        """The address, if there is just one and nothing went wrong."""
        return self.addresses[0] if self.code == "NOERROR" and len(self.addresses) == 1 else None


def ask(port: int, question: Question, patience: float = PATIENCE) -> Reply | None:
    """One question by a socket of its own; None if no reply comes within so many seconds."""
    with _socket(patience) as asker:
        _send(asker, port, question, 0)
        found = next(_replies(asker, time.monotonic() + patience), None)
        return found[1] if found else None


def ask_all(port: int, questions: Sequence[Question]) -> list[Reply | None]:
    """Every question, a window of them at a time; None for what was not answered in three tries."""
    found: list[Reply | None] = [None] * len(questions)
    with _socket(PATIENCE) as asker:
        for first in range(0, len(questions), WINDOW):
            window = range(first, min(first + WINDOW, len(questions)))
            for _ in range(TRIES):
                missing = [number for number in window if found[number] is None]
                if not missing:
                    break
                for number in missing:
                    _send(asker, port, questions[number], number)
                _collect(asker, found, window)
    return found


def _collect(asker: socket.socket, found: list[Reply | None], window: range) -> None:
    places = {number & 0xFFFF: number for number in window}
    for id, reply in _replies(asker, time.monotonic() + PATIENCE):
        if id in places:
            found[places[id]] = reply
        if all(found[number] is not None for number in window):
            return


def _replies(asker: socket.socket, deadline: float) -> Iterator[tuple[int, Reply]]:
    while time.monotonic() < deadline:
        try:
            message = asker.recv(4096)
        except OSError:  # nothing came, or the port is closed
            return
        yield struct.unpack(">H", message[:2])[0], read(message)


def read(message: bytes) -> Reply:
    """What a response says; one that cannot be read has the code MALFORMED."""
    try:
        response = dns.message.from_wire(message)
    except dns.exception.DNSException:
        return Reply("MALFORMED", (), None)
    answers = [rrset for rrset in response.answer if rrset.rdtype == dns.rdatatype.A]
    scopes = [option.scopelen for option in response.options if isinstance(option, dns.edns.ECSOption)]
    addresses = tuple(IPv4Address(rdata.address) for rrset in answers for rdata in rrset)
    return Reply(dns.rcode.to_text(response.rcode()), addresses, scopes[0] if scopes else None)


def free_port() -> int:
    """A port that is free for UDP and TCP at this moment."""
    while True:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        ):
            stream.bind((HERE, 0))
            port: int = stream.getsockname()[1]
            try:
                datagrams.bind((HERE, port))
            except OSError:
                continue
            return port


def _socket(patience: float) -> socket.socket:
    """Not connected, for a reply must come to whichever address was asked from."""
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asker.settimeout(patience)
    asker.bind(("0.0.0.0", 0))
    return asker


def _send(asker: socket.socket, port: int, question: Question, id: int) -> None:
    message = struct.pack(">H", id & 0xFFFF) + question.message[2:]
    if question.source is None:
        asker.sendto(message, (HERE, port))
        return
    where = struct.pack("=I4s4s", 0, question.source.packed, bytes(4))
    asker.sendmsg([message], [(socket.IPPROTO_IP, IP_PKTINFO, where)], 0, (HERE, port))
