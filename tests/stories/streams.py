"""A steady stream of DNS queries over one socket, and which of them were answered, and with what."""

from __future__ import annotations

import socket
import threading

import dns.edns
import dns.message
from processes import PATIENCE, Node, addresses_of, eventually

AT_ONCE = 50
"""Queries that wait for an answer at most: far fewer than the smallest receive buffer holds."""

PAUSE = 0.0003
"""Seconds between two queries at least: some thousand a second where the machine has nothing else to do."""

MOST = 500_000
"""Queries in all, so that it ends in any case."""

IDS = 1 << 16


class Stream:
    """Asks for a name all the while, on behalf of `asker` if there is one; counts the queries `asked` and `answered`.

    One that is lost stays among those that wait, so a loss can be seen however long ago it was.
    """

    def __init__(self, node: Node, name: str, *, asker: str = "") -> None:
        self.asked, self.answered = 0, 0
        self._where = (node.host, node.dns)
        subnet = [dns.edns.ECSOption(asker, 32)] if asker else None
        self._query = bytearray(dns.message.make_query(name, "A", options=subnet).to_wire())
        self._waits: set[int] = set()
        self._said: set[bytes] = set()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask), threading.Thread(target=self._hear)]

    def __enter__(self) -> Stream:
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._socket.connect(self._where)
        self._socket.settimeout(1.0)
        for thread in self._threads:
            thread.start()
        eventually(lambda: self.answered > 100)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        self._socket.close()

    @property
    def lost(self) -> int:
        """Queries that were never answered, once it is over."""
        return self.asked - self.answered

    @property
    def answers(self) -> list[set[str]]:
        """Each set of addresses that was answered at any time."""
        return [addresses_of(dns.message.from_wire(b"\0\0" + said)) for said in self._said]

    def _ask(self) -> None:
        while self.asked < MOST and not self._over.wait(PAUSE):
            if self.asked - self.answered < AT_ONCE:
                number = self.asked % IDS
                self._waits.add(number)
                self._query[:2] = number.to_bytes(2, "big")
                self.asked += 1
                self._socket.send(self._query)

    def _hear(self) -> None:
        while not self._over.is_set() or self._waits:
            try:
                response = self._socket.recv(4096)
            except TimeoutError:
                if self._over.is_set():
                    return
                continue
            self._waits.remove(int.from_bytes(response[:2], "big"))  # a second answer to one query would fail here
            self._said.add(response[2:])
            self.answered += 1
