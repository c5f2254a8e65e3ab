"""Many questions over one UDP socket: written by hand, for the asker must cost less than the answerer."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from types import TracebackType
from typing import Self

WINDOW = 64
"""Questions under way at once."""

PATIENCE = 5.0

Question = tuple[str, str]
"""A name, and the IPv4 address that asks (RFC 7871)."""


def encode(number: int, name: str, asker: str) -> bytes:
    """An A question with a client subnet of 32 bits."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    option = struct.pack("!HHHBB", 8, 8, 1, 32, 0) + ip_address(asker).packed
    opt = struct.pack("!BHHIH", 0, 41, 1232, 0, len(option)) + option
    return struct.pack("!6H", number, 0, 1, 0, 0, 1) + labels + struct.pack("!BHH", 0, 1, 1) + opt


def decode(response: bytes) -> tuple[int, str]:
    """The message's number and its first address; the empty text when it holds none."""
    number, flags, _, answers = struct.unpack_from("!4H", response)
    if flags & 0x000F or not answers:
        return number, ""
    at = response.index(b"\0", 12) + 5  # past the question
    type_, length = struct.unpack_from("!2xH6xH", response, at)
    return number, socket.inet_ntoa(response[at + 12 : at + 16]) if (type_, length) == (1, 4) else ""


class Asker:
    """A socket to one DNS port."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._socket.settimeout(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def ask(self, question: Question, patience: float = PATIENCE) -> str:
        """The address in one answer; the empty text where there is none, or no answer within that many seconds."""
        self._socket.settimeout(patience)
        self._socket.send(encode(1, *question))
        try:
            return decode(self._socket.recv(4096))[1]
        except TimeoutError:
            return ""
        finally:
            self._socket.settimeout(PATIENCE)

    def ask_all(self, questions: Iterable[Question]) -> Mapping[Question, str]:
        """The answer to each; TimeoutError when one does not come."""
        found: dict[Question, str] = {}
        under_way: dict[int, Question] = {}
        for number, question in enumerate(questions):
            if len(under_way) == WINDOW:
                self._take(under_way, found)
            under_way[number & 0xFFFF] = question
            self._socket.send(encode(number & 0xFFFF, *question))
        while under_way:
            self._take(under_way, found)
        return found

    def _take(self, under_way: dict[int, Question], found: dict[Question, str]) -> None:
        number, address = decode(self._socket.recv(4096))
        found[under_way.pop(number)] = address

    def answers_in(self, messages: list[bytes], until: threading.Event) -> Iterator[tuple[float, float]]:
        """Asks these over and over; for every 500 answers, when the last came and the longest wait for one, in s."""
        sent = [0.0] * WINDOW
        for place in range(WINDOW):
            self._send(random.choice(messages), place, sent)
        count, longest = 0, 0.0
        while not until.is_set():
            place = int.from_bytes(self._socket.recv(4096)[:2], "big")
            now = time.perf_counter()
            longest = max(longest, now - sent[place])
            self._send(random.choice(messages), place, sent)
            count += 1
            if count % 500 == 0:
                yield now, longest
                longest = 0.0

    def _send(self, message: bytes, place: int, sent: list[float]) -> None:
        sent[place] = time.perf_counter()
        self._socket.send(place.to_bytes(2, "big") + message[2:])
