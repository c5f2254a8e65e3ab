"""Many questions in flight to one server over UDP, or in a row over one TCP connection; silence is told from waiting.

A server that works through a socket's datagrams in order has nothing more to say once it answers the one that was sent
last: that is a plain question (`LAST`), so nobody waits for answers that never come.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress

Address = tuple[str, int]
AT_ONCE = 100
"""So many small datagrams fit into any socket's buffer."""
PATIENCE = 3.0
"""Seconds for one answer; a server that needs longer hangs."""
LAST_ID = 0xFFFF
LAST = b"\0\0\0\1\0\0\0\0\0\0\4test\0\0\6\0\1"


class Hangs(Exception):
    """The server at this address does not answer any more."""


class Asking:
    """Connected to one server; not for more than one thread. Asking may end in `Hangs`."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.settimeout(PATIENCE)
        self._udp.connect(address)

    def close(self) -> None:
        self._udp.close()

    def over_udp(self, messages: Sequence[bytes]) -> list[bytes | None]:
        """The answers to these messages without ids, in their order; None is silence."""
        found: list[bytes | None] = []
        try:
            for start in range(0, len(messages), AT_ONCE):
                found += self._round(messages[start : start + AT_ONCE])
        except TimeoutError as error:
            raise Hangs(self._address) from error
        return found

    def _round(self, messages: Sequence[bytes]) -> list[bytes | None]:
        for number, message in enumerate(messages):
            self._udp.send(number.to_bytes(2) + message)
        self._udp.send(LAST_ID.to_bytes(2) + LAST)
        found: list[bytes | None] = [None] * len(messages)
        while (number := int.from_bytes((answer := self._udp.recv(65_535))[:2])) != LAST_ID:
            assert found[number] is None, "a message was answered twice"
            found[number] = answer
        return found

    def over_tcp(self, messages: Sequence[bytes]) -> list[bytes | None]:
        """The same over connections, on each as many as it takes.

        A server that ends one may lose answers that it gave before: so whoever has none is asked alone once more.
        """
        found: list[bytes | None] = []
        while len(found) < len(messages):
            rest = messages[len(found) :]
            came, ended = self._talk(rest)
            answers = [came.get(number) for number in range(len(rest))]
            if not ended or None not in answers:
                return found + answers
            first = answers.index(None)
            alone, _ = self._talk(rest[first : first + 1])
            found += [*answers[:first], alone.get(0)]
        return found

    def _talk(self, messages: Sequence[bytes]) -> tuple[dict[int, bytes], bool]:
        try:
            return self._connection(messages)
        except TimeoutError as error:
            raise Hangs(self._address) from error

    def _connection(self, messages: Sequence[bytes]) -> tuple[dict[int, bytes], bool]:
        """Asks all at once; the answers by number, and whether the connection ended before the last one came."""
        asked = [number.to_bytes(2) + message for number, message in enumerate(messages)]
        framed = b"".join(len(one).to_bytes(2) + one for one in (*asked, LAST_ID.to_bytes(2) + LAST))
        found: dict[int, bytes] = {}
        stream = socket.create_connection(self._address, PATIENCE)
        with stream, stream.makefile("rb") as reader, suppress(ConnectionError):
            stream.sendall(framed)
            while answer := reader.read(int.from_bytes(reader.read(2))):
                if (number := int.from_bytes(answer[:2])) == LAST_ID:
                    return found, False
                assert number not in found, "a message was answered twice"
                found[number] = answer
        return found, True
