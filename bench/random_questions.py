"""Questions by chance, in bytes: for names that exist, that could, and that do not; plain, odd and broken ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import dns.name
import dns.rdatatype
from random_zones import LABELS, ORIGINS, TYPES, random_name

ASKED_LABELS = (*LABELS, "A", "x", "y", "*")
ASKED_TYPES = (*TYPES, "A", "A", "AAAA", "MX", "SRV", "NS", "NS", "SOA", "CNAME", "DNAME", "DS", "ANY")
TYPE_NUMBERS = tuple(int(dns.rdatatype.from_text(type_)) for type_ in ASKED_TYPES)
ODD_TYPES = (0, 10, 25, 41, 46, 47, 50, 128, 129, 200, 249, 250, 251, 252, 253, 254, 32768, 65535)
PAYLOADS = (0, 100, 512, 513, 1000, 1232, 4096, 65535)
OPT = b"\0\0\x29"
RECORD = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4abcd"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without its id, and what it asks for; `odd` says what is odd about it, if anything."""

    message: bytes
    name: bytes
    """As it is spelled in the message."""
    type: int
    tcp: bool
    odd: str = ""
    limit: int = 512
    """The longest response over UDP, in bytes: as asked for, but within 512 and 1232 (RFC 6891 section 6.2.5)."""


def question(chance: random.Random) -> Asked:
    """Nine of ten are what resolvers send; the others have odd flags, classes, types and opcodes, or are broken."""
    text = random_name(chance.choice((*ORIGINS, "test.")), chance, ASKED_LABELS)
    name = recased(text, chance)
    type_, opt = chance.choice(TYPE_NUMBERS), edns(chance)
    message = header(1, additional=bool(opt)) + name + type_.to_bytes(2) + b"\0\1" + opt
    limit = min(max(512, int.from_bytes(opt[3:5])), 1232)
    asked = Asked(message, name, type_, tcp=chance.random() < 0.05, limit=limit)
    return chance.choice(ODDITIES)(asked, chance) if chance.random() < 0.1 else asked


def recased(text: str, chance: random.Random) -> bytes:
    """The name in wire format, the letters of some in upper case."""
    name = dns.name.from_text(text).to_wire() or b""
    return bytes(letter ^ 32 if 97 <= letter <= 122 and chance.random() < 0.2 else letter for letter in name)


def header(questions: int = 1, flags: int = 0x0100, answers: int = 0, additional: int = 0) -> bytes:
    """Without the id; RD is set."""
    return b"".join(number.to_bytes(2) for number in (flags, questions, answers, 0, additional))


def edns(chance: random.Random) -> bytes:
    """An OPT record for two of three: sizes, DO, a client subnet, options that nobody knows."""
    if chance.random() < 0.33:
        return b""
    options = b"".join(chance.choice((subnet, subnet, unknown))(chance) for _ in range(chance.choice((0, 0, 1))))
    options += unknown(chance) if chance.random() < 0.1 else b""
    flags = chance.choice((0, 0x8000)).to_bytes(2)
    return OPT + chance.choice(PAYLOADS).to_bytes(2) + b"\0\0" + flags + len(options).to_bytes(2) + options


def option(code: int, data: bytes) -> bytes:
    return code.to_bytes(2) + len(data).to_bytes(2) + data


def subnet(chance: random.Random) -> bytes:
    """A client subnet as RFC 7871 section 6 wants it."""
    family, bits = chance.choice(((1, 32), (2, 128)))
    prefix = chance.randrange(bits + 1)
    network = chance.getrandbits(bits) >> (bits - prefix) << (bits - prefix) if prefix else 0
    return option(8, bytes((0, family, prefix, 0)) + network.to_bytes(bits // 8)[: (prefix + 7) // 8])


def unknown(chance: random.Random) -> bytes:
    return option(chance.randrange(20_000, 65_000), chance.randbytes(chance.randrange(20)))


def other_flags(asked: Asked, chance: random.Random) -> Asked:
    """AA, TC, RD, RA, Z, AD, CD by chance: a server ignores them in a query."""
    flags = chance.getrandbits(16) & 0x07F0
    return changed(asked, flags.to_bytes(2) + asked.message[2:], "flags")


def a_response(asked: Asked, chance: random.Random) -> Asked:
    return changed(asked, b"\x80\0" + asked.message[2:], "response")


def other_opcode(asked: Asked, chance: random.Random) -> Asked:
    opcode = chance.choice((1, 2, 3, 4, 5, 6, 15))
    return changed(asked, bytes((opcode << 3, 0)) + asked.message[2:], f"opcode {opcode}")


def other_class(asked: Asked, chance: random.Random) -> Asked:
    end = 10 + len(asked.name)
    number = chance.choice((0, 2, 3, 4, 254, 255, 1000))
    message = asked.message[: end + 2] + number.to_bytes(2) + asked.message[end + 4 :]
    return changed(asked, message, f"class {number}")


def other_type(asked: Asked, chance: random.Random) -> Asked:
    end, number = 10 + len(asked.name), chance.choice(ODD_TYPES)
    message = asked.message[:end] + number.to_bytes(2) + asked.message[end + 2 :]
    return replace(asked, message=message, type=number, odd=f"type {number}")


def other_version(asked: Asked, chance: random.Random) -> Asked:
    """EDNS of a version to come."""
    plain = asked.message[10 : 14 + len(asked.name)]
    opt = OPT + b"\x04\xd0\0" + bytes((chance.randrange(1, 256),)) + b"\0\0\0\0"
    return changed(asked, header(additional=1) + plain + opt, "version")


def two_opts(asked: Asked, chance: random.Random) -> Asked:
    plain = asked.message[10 : 14 + len(asked.name)]
    opt = OPT + b"\x04\xd0\0\0\0\0\0\0"
    return changed(asked, header(additional=2) + plain + opt + opt, "two OPTs")


def with_records(asked: Asked, chance: random.Random) -> Asked:
    """A record in the answer section of a query: odd, but whole."""
    plain = asked.message[10 : 14 + len(asked.name)]
    return replace(changed(asked, header(answers=1) + plain + RECORD, "records"), limit=512)


def left_over(asked: Asked, chance: random.Random) -> Asked:
    return changed(asked, asked.message + chance.randbytes(chance.randrange(1, 9)), "left over")


def cut_short(asked: Asked, chance: random.Random) -> Asked:
    return changed(asked, asked.message[: chance.randrange(10, len(asked.message))], "cut short")


def no_question(asked: Asked, chance: random.Random) -> Asked:
    return changed(asked, header(0), "no question")


def two_questions(asked: Asked, chance: random.Random) -> Asked:
    plain = asked.message[10 : 14 + len(asked.name)]
    return changed(asked, header(2) + plain + plain, "two questions")


def bad_subnet(asked: Asked, chance: random.Random) -> Asked:
    """A client subnet that RFC 7871 section 6 forbids."""
    plain = asked.message[10 : 14 + len(asked.name)]
    data = chance.choice((b"\0\1\x18\0\1\2", b"\0\1\x08\0\1\2", b"\0\1\x21\0\1\2\3\4\5", b"\0\1\x07\0\1", b"\0\1\x08"))
    options = option(8, data)
    opt = OPT + b"\x04\xd0\0\0\0\0" + len(options).to_bytes(2) + options
    return changed(asked, header(additional=1) + plain + opt, "bad subnet")


def changed(asked: Asked, message: bytes, odd: str) -> Asked:
    return replace(asked, message=message, odd=odd)


ODDITIES = (
    *(other_flags, other_flags, a_response, other_opcode, other_class, other_type, other_type, other_version),
    *(two_opts, with_records, left_over, cut_short, no_question, two_questions, bad_subnet),
)
