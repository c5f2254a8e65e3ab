"""Questions for addresses on behalf of networks, written and read by hand: dnspython would take most of the time."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from trunkline.documents.dns_name import wire_of
from trunkline.engine import Engine
from trunkline.lines.networks import to_address

AT_ONCE = 50
"""Questions on their way: as many as any socket has room for."""

FAMILY = {32: 1, 128: 2}


@dataclass(frozen=True, slots=True)
class Question:
    """By an asker of a family of so many bits. `source`: how many bits of the address are told; 0: the option is there
    and empty; None: it is not there. Without bits the address is the sender's."""

    name: str
    bits: int
    address: int
    source: int | None

    def message(self, id: int) -> bytes:
        asked = _asked(self.name)
        if self.source is None:
            return struct.pack(">6H", id, 0, 1, 0, 0, 0) + asked
        octets = self.address.to_bytes(self.bits // 8, "big")[: (self.source + 7) // 8]
        option = struct.pack(">HHHBB", 8, 4 + len(octets), FAMILY[self.bits], self.source, 0) + octets
        opt = struct.pack(">BHHIH", 0, 41, 1232, 0, len(option)) + option
        return struct.pack(">6H", id, 0, 1, 0, 0, 1) + asked + opt


@dataclass(frozen=True, slots=True)
class Reply:
    """The data of the answers; the scope, and the family, prefix and address that came back with it."""

    answers: tuple[bytes, ...]
    scope: int | None = None
    back: tuple[int, int, int] | None = None


def ask_over_udp(port: int, questions: Sequence[Question]) -> Iterator[Reply]:
    """Asked from the loopback address; in their order."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(10)
        asker.connect(("127.0.0.1", port))
        for first in range(0, len(questions), AT_ONCE):
            some = questions[first : first + AT_ONCE]
            for id, question in enumerate(some):
                asker.send(question.message(id))
            messages = {message[1]: message for message in (asker.recv(1232) for _ in some)}
            for id, question in enumerate(some):
                yield read(messages[id], question)


def ask_aside(engine: Engine, question: Question) -> Reply:
    """Asked by the address itself, as if through a socket; every other IPv4 one comes as sockets of both families have
    it."""
    sender = str(to_address(question.bits, question.address))
    if question.bits == 32 and question.address % 2:
        sender = f"::ffff:{sender}"
    message = engine.answer(question.message(7), sender)
    assert message is not None
    return read(message, question)


def read(message: bytes, question: Question) -> Reply:
    """Nothing but addresses of the asked name, and an OPT with nothing but the subnet."""
    _, flags, asked, answers, authority, additional = struct.unpack_from(">6H", message)
    assert (flags & 0xFA0F, asked, authority) == (0x8000, 1, 0), message
    at = 12 + len(_asked(question.name))
    found = []
    for _ in range(answers):
        assert struct.unpack_from(">HHHIH", message, at) == (0xC00C, 1, 1, 60, 4), message
        found.append(message[at + 12 : at + 16])
        at += 16
    if not additional:
        return Reply(tuple(found))
    assert message[at : at + 3] == b"\0\0\x29", message
    code, length, family, source, scope = struct.unpack_from(">HHHBB", message, at + 11)
    address = message[at + 19 : at + 15 + length]
    bits = {1: 32, 2: 128}[family]
    assert (code, at + 15 + length) == (8, len(message)), message
    return Reply(tuple(found), scope, (bits, source, int.from_bytes(address.ljust(bits // 8, b"\0"), "big")))


@cache
def _asked(name: str) -> bytes:
    return wire_of(name) + b"\0\1\0\1"
