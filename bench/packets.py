"""Responses as values that can be held against each other: names whole and in lower case, record sets as sets.

Read by hand, for a million of them are read; each is read to its last byte, and what is odd is `Unsound`.
"""

from __future__ import annotations

from dataclasses import dataclass

Records = tuple[bytes, int, int, int, frozenset[bytes]]
"""Owner (wire format, lower case), type, class, TTL in seconds, and the data with every name in it whole."""

OPT = 41
NAMES_IN_DATA = {
    2: (0, 1),
    5: (0, 1),
    6: (0, 2),
    12: (0, 1),
    15: (2, 1),
    17: (0, 2),
    18: (2, 1),
    33: (6, 1),
    39: (0, 1),
}
"""By type: how many bytes stand before the names in its data, and how many names; the others are only bytes."""


class Unsound(Exception):
    """A message that nobody should send."""


@dataclass(frozen=True, slots=True)
class Opt:
    """What the OPT record says (RFC 6891): bytes, version, flags (DO is 0x8000), and the options in order of code."""

    payload: int
    version: int
    flags: int
    options: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A response without its id. `flags` has the opcode and all flag bits; the answer keeps the order of its sets."""

    code: int
    flags: int
    question: bytes
    answer: tuple[Records, ...]
    authority: frozenset[Records]
    additional: frozenset[Records]
    opt: Opt | None
    twice: bool = False
    """A record stands twice in a section."""

    @property
    def authoritative(self) -> bool:
        return bool(self.flags & 0x0400)

    @property
    def truncated(self) -> bool:
        return bool(self.flags & 0x0200)


def read(message: bytes) -> Said:
    """The whole message; `Unsound` if it is not one to its last byte."""
    try:
        return _read(message)
    except IndexError as error:
        raise Unsound("it is cut short") from error


def _read(message: bytes) -> Said:
    known: dict[int, bytes] = {}
    flags, questions, *counts = (_number(message, at) for at in range(2, 12, 2))
    at = 12
    for _ in range(questions):
        at = _name(message, at, known)[1] + 4
    question = message[12:at]
    sections: list[list[Records]] = []
    opt: Opt | None = None
    high, twice = 0, False
    for count in counts:
        sets: dict[tuple[bytes, int, int, int], list[bytes]] = {}
        for _ in range(count):
            owner, at = _name(message, at, known)
            type_, class_, length = _number(message, at), _number(message, at + 2), _number(message, at + 8)
            start, end = at + 10, at + 10 + length
            if type_ == OPT:
                if opt or owner != b"\0" or len(sections) < 2:
                    raise Unsound("an OPT where none may be")
                high = message[at + 4]
                opt = Opt(class_, message[at + 5], _number(message, at + 6), _options(message[start:end]))
            else:
                key = (owner, type_, class_, int.from_bytes(message[at + 4 : at + 8]))
                sets.setdefault(key, []).append(_data(message, type_, start, end, known))
            at = end
        sections.append([(*key, frozenset(data)) for key, data in sets.items()])
        twice |= any(len(data) != len(set(data)) for data in sets.values())
    if at != len(message):
        raise Unsound("it does not end where its counts say")
    answer, authority, additional = sections
    code = high << 4 | flags & 0x0F
    return Said(code, flags & 0xFFF0, question, tuple(answer), frozenset(authority), frozenset(additional), opt, twice)


def _number(message: bytes, at: int) -> int:
    return message[at] << 8 | message[at + 1]


def _name(message: bytes, at: int, known: dict[int, bytes]) -> tuple[bytes, int]:
    """The name that begins here, whole and in lower case, and where what is written of it here ends."""
    first = message[at]
    if first == 0:
        return b"\0", at + 1
    if first < 64:
        rest, end = _name(message, at + 1 + first, known)
        whole = message[at : at + 1 + first].lower() + rest
        if len(whole) > 255:
            raise Unsound("a name is too long")
        known[at] = whole
        return whole, end
    to = _number(message, at) & 0x3FFF
    if first < 192 or to >= at:
        raise Unsound("a name leads nowhere")
    if to not in known:
        _name(message, to, known)
    return known.get(to, b"\0"), at + 2


def _data(message: bytes, type_: int, start: int, end: int, known: dict[int, bytes]) -> bytes:
    if type_ not in NAMES_IN_DATA:
        return message[start:end]
    before, names = NAMES_IN_DATA[type_]
    data, at = message[start : start + before], start + before
    for _ in range(names):
        name, at = _name(message, at, known)
        data += name
    if at > end:
        raise Unsound("data end inside a name")
    return data + message[at:end]


def _options(data: bytes) -> tuple[tuple[int, bytes], ...]:
    options, at = [], 0
    while at < len(data):
        end = at + 4 + _number(data, at + 2)
        if end > len(data):
            raise Unsound("an option is cut short")
        options.append((_number(data, at), data[at + 4 : end]))
        at = end
    return tuple(sorted(options))
