"""What systemd is told of a node's life: datagrams of VARIABLE=value lines, by the protocol of sd_notify(3)."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Systemd:
    """Whoever started this process and wants to hear of it; nobody, if `address` is empty.

    `patience` is how many seconds it waits for a sign of life, None for ever.
    """

    address: str = ""
    patience: float | None = None

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> Self:
        """Who is named there. The watchdog's process id is taken out: a successor is watched as this process is."""
        address = environment.get("NOTIFY_SOCKET", "")
        watched = environment.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        micros = environment.get("WATCHDOG_USEC", "")
        known = address.startswith(("/", "@"))  # other families of sockets are between virtual machines
        return cls(address if known else "", int(micros) / 1e6 if watched and micros.isdecimal() else None)

    def tell(self, **words: object) -> None:
        """Says all of it in one datagram. Who does not hear is not waited for: answers are more urgent."""
        if not self.address:
            return
        lines = "\n".join(f"{name}={' '.join(str(value).split())}" for name, value in words.items())
        where = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.setblocking(False)
            one.sendto(lines.encode(), where)

    def tell_of_a_reload(self) -> None:
        """That one has begun; READY=1 ends it."""
        self.tell(RELOADING=1, MONOTONIC_USEC=time.monotonic_ns() // 1000)

    async def live(self) -> None:
        """Gives a sign of life twice in the time that it waits for one, for as long as the event loop turns."""
        while self.address and self.patience:
            self.tell(WATCHDOG=1)
            await asyncio.sleep(self.patience / 2)
