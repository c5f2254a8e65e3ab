"""Does a UDP service answer, or at least not refuse?

UDP itself says nothing: without an expected reply only a refusal tells, and silence counts as up.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trunkline.documents.monitors.asks import Datagram, Exchange, Finding
from trunkline.documents.monitors.monitor import PortMonitor
from trunkline.documents.monitors.words import Payload, bytes_of, milliseconds


class UdpMonitor(PortMonitor):
    """One datagram, and how the reply must begin."""

    protocol: Literal["udp"] = Field(description="how to look")
    send: Payload = Field("", max_length=2048, description="what the datagram holds: text, or `hex: 00 ff`")
    expect: Payload = Field(
        "", max_length=2048, description="how the reply must begin; empty: silence is well, only a refusal fails"
    )

    def ask(self, token: int) -> Exchange:
        """The datagram."""
        return Exchange(self.judge, bytes_of(self.send))

    def judge(self, reply: Datagram) -> Finding:
        """A refusal (ICMP: port unreachable) never comes here: it fails in every protocol."""
        if reply.payload is None or reply.latency is None:
            if self.expect:
                return Finding(False, f"no answer within {self.timeout:g} s")
            return Finding(True, f"no answer within {self.timeout:g} s, and nobody refused")
        if not reply.payload.startswith(bytes_of(self.expect)):
            return Finding(False, f"the answer begins with {reply.payload[:32]!r}, not as expected")
        return Finding(True, f"answered in {milliseconds(reply.latency)}")
