"""What a process that is replaced leaves to its successor: open sockets, and a line to speak over.

    predecessor   starts it     GO: the store is closed, the snapshot is saved     YOURS: tell systemd from now on
    successor     HERE: I could be loaded      ANSWERING: my store is open, I read from the sockets too

Whoever ends closes the line; to a successor that means the same as the word that it waits for.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Self

from trunkline.engine import Sockets

VARIABLE = "TRUNKLINE_INHERITS"
"""Where the environment of a successor says so."""

HERE, GO, ANSWERING, YOURS = "here", "go", "answering", "yours"


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Numbers of descriptors: the DNS sockets in the order of the command line, the one for HTTP, and the line."""

    dns: tuple[Sockets, ...]
    http: int
    line: int

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> Self | None:
        """What was left to this process, taken out of the environment: to those that it starts it means nothing."""
        told = environment.pop(VARIABLE, None)
        if told is None:
            return None
        found = json.loads(told)
        return cls(tuple(Sockets(*one) for one in found["dns"]), found["http"], found["line"])

    def written(self) -> dict[str, str]:
        """The same as an addition to an environment."""
        return {VARIABLE: json.dumps(asdict(self))}

    @property
    def descriptors(self) -> tuple[int, ...]:
        """All of them."""
        dns = (number for one in self.dns for number in (*one.udp, one.tcp))
        return (*dns, self.http, self.line)


class Line:
    """One end of the line: words, one by one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def over(cls, end: socket.socket) -> Self:
        """This end of a pair of sockets."""
        return cls(*await asyncio.open_unix_connection(sock=end))

    def say(self, word: str) -> None:
        """If nobody listens any more, that is heard with the next word."""
        if not self._writer.is_closing():  # uvloop closes it when the other was killed, and then refuses to write
            self._writer.write(f"{word}\n".encode())

    async def hear(self) -> str:
        """The next word; empty when the other has ended."""
        try:
            return (await self._reader.readline()).decode().strip()
        except ConnectionError:
            return ""

    def hang_up(self) -> None:
        """Closes this end."""
        self._writer.close()
