"""Askers of good will, each at an address of its own, who ask at a steady and modest rate and note how they fare."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field

from asker import decode, encode

UDP_ASKERS, UDP_PAUSE = 50, 0.1
TCP_ASKERS, TCP_PAUSE = 20, 0.2
"""How many there are, each of a /24 of its own, and how many seconds each waits before it asks again."""

LATE = 0.1
PATIENCE = 1.0


@dataclass
class Fare:
    """How askers fared: waits in seconds for what was answered rightly, and how much was asked."""

    asked: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def late(self) -> int:
        """How many had to wait for longer than LATE."""
        return sum(wait > LATE for wait in self.waits)

    def __str__(self) -> str:
        return f"{len(self.waits):,} of {self.asked:,}, {self.late} late"


@dataclass(frozen=True)
class Party:
    """All askers; they ask one name over both transports, and a new connection is made for each query over TCP."""

    port: int
    name: str
    answer: str
    udp: Fare = field(default_factory=Fare)
    tcp: Fare = field(default_factory=Fare)

    async def ask_for(self, seconds: float) -> None:
        """Asks until the time is over."""
        end = time.monotonic() + seconds
        askers = [self._ask_udp(f"127.20.{number}.1", end) for number in range(UDP_ASKERS)]
        askers += [self._ask_tcp(f"127.21.{number}.1", end) for number in range(TCP_ASKERS)]
        await asyncio.gather(*askers)

    async def _ask_udp(self, source: str, end: float) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket(type=socket.SOCK_DGRAM) as asker:
            asker.setblocking(False)
            asker.bind((source, 0))
            asker.connect(("127.0.0.1", self.port))
            number = 0
            while time.monotonic() < end:
                number = (number + 1) & 0xFFFF
                asker.send(encode(number, self.name, source))
                await _note(self.udp, self._hear(loop, asker, number))
                await asyncio.sleep(UDP_PAUSE)

    async def _hear(self, loop: asyncio.AbstractEventLoop, asker: socket.socket, number: int) -> bool:
        while True:
            found, address = decode(await loop.sock_recv(asker, 4096))
            if found == number:
                return address == self.answer

    async def _ask_tcp(self, source: str, end: float) -> None:
        while time.monotonic() < end:
            await _note(self.tcp, self._converse(source))
            await asyncio.sleep(TCP_PAUSE)

    async def _converse(self, source: str) -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        try:
            query = encode(1, self.name, source)
            writer.write(len(query).to_bytes(2, "big") + query)
            length = int.from_bytes(await reader.readexactly(2), "big")
            return decode(await reader.readexactly(length)) == (1, self.answer)
        finally:
            writer.close()


async def _note(fare: Fare, answered: Coroutine[None, None, bool]) -> None:
    """Counts the query, and the wait if it was answered rightly and in time."""
    fare.asked += 1
    began = time.monotonic()
    try:
        if await asyncio.wait_for(answered, PATIENCE):
            fare.waits.append(time.monotonic() - began)
    except (TimeoutError, OSError, asyncio.IncompleteReadError):
        pass  # it is asked, and not answered
