"""Does the host answer to pings, and to enough of them? (gtm.md section 11.1)"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trunkline.documents.monitors.asks import Echo, Echoed, Finding
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.monitors.words import milliseconds


class PingMonitor(Monitor):
    """ICMP echo: judged by the share of packets that is lost."""

    protocol: Literal["ping"] = Field(description="how to look")
    packets: int = Field(4, strict=True, ge=1, le=100, description="packets of one check")
    loss_rate: int = Field(100, strict=True, ge=1, le=100, description="per cent lost, or more, that fails the check")

    def ask(self, token: int) -> Echo:
        """All packets of one check."""
        return Echo(self.judge, self.packets)

    def judge(self, reply: Echoed) -> Finding:
        """A loss that reaches `loss_rate` fails."""
        sent, back = self.packets, len(reply.round_trips)
        if reply.latency is None:
            why = f": {reply.trouble}" if reply.trouble else ""
            return Finding(False, f"no packet came back within {self.timeout:g} s{why}")
        if (sent - back) * 100 < self.loss_rate * sent:
            average = milliseconds(reply.latency)
            return Finding(True, f"{back} of {sent} packets came back, in {average} on average")
        return Finding(False, f"{sent - back} of {sent} packets lost, {self.loss_rate} % or more fails")
