"""ICMP packets that the host should send back (RFC 792, RFC 4443 section 4).

All packets are under way at once: a lost one does not hold up the next, and a slow one has until the end to come back.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from trunkline.documents.monitors.asks import Echo, Echoed
from trunkline.errors import CannotProbe
from trunkline.probes.failure import in_words
from trunkline.probes.target import Target, family_of

_PROTOCOL = {socket.AF_INET: socket.IPPROTO_ICMP, socket.AF_INET6: socket.IPPROTO_ICMPV6}
_REQUEST = {socket.AF_INET: 8, socket.AF_INET6: 128}
_REPLY = {socket.AF_INET: 0, socket.AF_INET6: 129}

SPACING = 0.1
"""Seconds between packets at most; less where the last would else leave after half of the timeout."""


async def echo(ask: Echo, target: Target, within: float) -> Echoed:
    """Send all packets; what is not back within so many seconds is lost.

    Raises CannotProbe if this process may not ping, OSError if there is no way to the host at all, TimeoutError if the
    endpoint's name is not resolved in time.
    """
    deadline = asyncio.get_running_loop().time() + within
    async with asyncio.timeout_at(deadline):
        address = await target.address()
    family = family_of(address)
    with _open(family) as line:
        line.setblocking(False)
        line.connect((address, 0))  # so that the kernel hands us nothing of other hosts
        flight = _Flight(line, family, ask.packets)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline), asyncio.TaskGroup() as group:
                group.create_task(flight.send_all(min(SPACING, within / 2 / ask.packets)))
                await flight.receive_all()
    return Echoed(tuple(flight.round_trips.values()), flight.trouble)


def _open(family: socket.AddressFamily) -> socket.socket:
    """A ping socket where the system lets everyone have one, else a raw one."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        with suppress(PermissionError):
            return socket.socket(family, kind, _PROTOCOL[family])
    raise CannotProbe(
        "this process may not ping: give it CAP_NET_RAW, or let its group in with net.ipv4.ping_group_range"
    )


@dataclass(slots=True)
class _Flight:
    """The packets of one check: when each left, and how long those took that came back (seconds)."""

    line: socket.socket
    family: socket.AddressFamily
    packets: int
    token: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    left: dict[int, float] = field(default_factory=dict)
    round_trips: dict[int, float] = field(default_factory=dict)
    trouble: str = ""

    async def send_all(self, spacing: float) -> None:
        for number in range(self.packets):
            await asyncio.sleep(spacing if number else 0)
            self.left[number] = monotonic()
            try:
                self.line.send(_echo_request(self.family, number, self.token))
            except OSError as error:
                self.trouble = in_words(error)

    async def receive_all(self) -> None:
        loop = asyncio.get_running_loop()
        while len(self.round_trips) < self.packets:
            try:
                number = self._recognise(await loop.sock_recv(self.line, 2048))
            except OSError as error:  # what a router reported of an earlier packet
                self.trouble = in_words(error)
                await asyncio.sleep(0)  # who fails each time at once would leave the loop no turn to end it
                continue
            if number in self.left:
                self.round_trips.setdefault(number, monotonic() - self.left[number])

    def _recognise(self, packet: bytes) -> int:
        """The number of our packet that this answers, or -1. Raw IPv4 sockets see the IP header too (raw(7))."""
        if self.family == socket.AF_INET and self.line.type == socket.SOCK_RAW:
            packet = packet[4 * (packet[0] & 0x0F) :]
        if packet[:1] != bytes([_REPLY[self.family]]) or packet[8:] != self.token:
            return -1
        return int.from_bytes(packet[6:8])


def _echo_request(family: socket.AddressFamily, number: int, token: bytes) -> bytes:
    """Type, code, checksum, identifier (left to the kernel, or zero: the token tells ours), number, token."""
    packet = struct.pack("!BBHHH", _REQUEST[family], 0, 0, 0, number) + token
    if family == socket.AF_INET6:
        return packet  # the kernel sums these up (RFC 3542 section 3.1)
    return packet[:2] + _checksum(packet).to_bytes(2) + packet[4:]


def _checksum(packet: bytes) -> int:
    """RFC 1071; the packet has an even length."""
    total: int = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF
