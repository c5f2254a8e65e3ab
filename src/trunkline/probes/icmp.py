"""Does the host answer to pings, and to enough of them? (gtm.md section 11.1; RFC 792, RFC 4443 section 4)

All packets are under way at once: a lost one does not hold up the next, and a slow one has until the end to come back.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from trunkline.documents.monitor import Monitor
from trunkline.errors import CannotProbe
from trunkline.health.observation import Observation
from trunkline.probes.duration import milliseconds
from trunkline.probes.failure import in_words

_PROTOCOL = {socket.AF_INET: socket.IPPROTO_ICMP, socket.AF_INET6: socket.IPPROTO_ICMPV6}
_REQUEST = {socket.AF_INET: 8, socket.AF_INET6: 128}
_REPLY = {socket.AF_INET: 0, socket.AF_INET6: 129}

SPACING = 0.1
"""Seconds between packets at most; less where the last would else leave after half of the timeout."""


async def ping(monitor: Monitor, endpoint: str) -> Observation:
    """Send `monitor.packets`, and judge by the share that is not back within `monitor.timeout`.

    Raises CannotProbe if this process may not ping, OSError if there is no way to the host at all.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + monitor.timeout
    async with asyncio.timeout_at(deadline):
        family, address = await _resolve(endpoint)
    with _open(family) as line:
        line.setblocking(False)
        line.connect(address)  # so that the kernel hands us nothing of other hosts
        flight = _Flight(line, family, monitor.packets)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline), asyncio.TaskGroup() as group:
                group.create_task(flight.send_all(min(SPACING, monitor.timeout / 2 / monitor.packets)))
                await flight.receive_all()
    return judge(monitor, flight.round_trips, flight.trouble)


def judge(monitor: Monitor, round_trips: Mapping[int, float], trouble: str = "") -> Observation:
    """A loss that reaches `monitor.loss_rate` fails. `round_trips` are seconds by packet; `trouble` may say why."""
    sent, back = monitor.packets, len(round_trips)
    latency = sum(round_trips.values()) / back if back else None
    if (sent - back) * 100 < monitor.loss_rate * sent and latency is not None:
        return Observation(True, f"{back} of {sent} packets came back, in {milliseconds(latency)} on average", latency)
    if latency is None:
        return Observation(False, f"no packet came back within {monitor.timeout:g} s" + (trouble and f": {trouble}"))
    return Observation(False, f"{sent - back} of {sent} packets lost, {monitor.loss_rate} % or more fails", latency)


async def _resolve(endpoint: str) -> tuple[socket.AddressFamily, Any]:
    loop = asyncio.get_running_loop()
    try:
        found = socket.getaddrinfo(endpoint, 0, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await loop.getaddrinfo(endpoint, 0, type=socket.SOCK_DGRAM)
    family, _, _, _, address = found[0]
    return family, address


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
            self.left[number] = asyncio.get_running_loop().time()
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
                self.round_trips.setdefault(number, loop.time() - self.left[number])

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
