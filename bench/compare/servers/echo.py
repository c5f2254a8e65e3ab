"""The floor: a server that sends back what it gets, by recvmmsg and sendmmsg, and thinks nothing."""

from __future__ import annotations

from compare.asking import HERE
from compare.load import LOAD
from compare.servers.server import Server

LONGEST = 3600
"""Seconds after which it ends by itself."""


class Echo(Server):
    """What is left of its time per query is the kernel's; every other server pays that too."""

    name = "echo"
    truthful = False

    def command(self) -> list[str]:
        """The generator's other half."""
        return [str(LOAD), "echo", "--listen", f"{HERE}:{self.port}", "--seconds", str(LONGEST)]
