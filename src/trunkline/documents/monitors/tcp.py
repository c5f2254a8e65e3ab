"""Is there someone who takes the connection? (gtm.md section 11.1)

The kernel takes connections for a process that hangs, as long as its backlog has room: only a question sees that.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trunkline.documents.monitors.asks import Connect, Connected, Finding
from trunkline.documents.monitors.monitor import PortMonitor
from trunkline.documents.monitors.words import milliseconds


class TcpMonitor(PortMonitor):
    """A TCP connection: opened, and closed."""

    default_port: ClassVar[int | None] = 80

    protocol: Literal["tcp"] = Field(description="how to look")

    def ask(self, token: int) -> Connect:
        """A connection, and no more."""
        return Connect(self.judge)

    def judge(self, reply: Connected) -> Finding:
        """Every connection is a good one."""
        return Finding(True, f"connected in {milliseconds(reply.latency)}")
