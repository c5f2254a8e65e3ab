"""The tutorial's stage, and what everyone is answered on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import ASKERS, MOBILE, SERVERS, TELECOM, UNICOM, Node, Server, eventually

OWN = {"mobile": {MOBILE}, "telecom": {TELECOM}, "unicom": {UNICOM}, "default": {MOBILE}}
"""What everyone is answered in health."""


def everyone_gets(*addresses: str) -> dict[str, set[str]]:
    return {line: set(addresses) for line in ASKERS}


@dataclass
class Tutorial:
    """Servers by carrier, the node, and the file that was applied."""

    node: Node
    servers: dict[str, Server]
    port: int
    file: Path

    def restore(self) -> None:
        """Everyone back on their own carrier."""
        for carrier, server in self.servers.items():
            if server.process.poll() is None:
                server.resume()
            else:
                self.servers[carrier] = Server(SERVERS[carrier], self.port)
        assert self.node.run("apply", str(self.file)).returncode == 0
        eventually(self.node.answers, lambda found: found == OWN)
        eventually(lambda: all(row["tasks"][0]["state"] == "ok" for row in self.statuses()))

    def statuses(self) -> list[dict[str, Any]]:
        with self.node.client() as client:
            found: list[dict[str, Any]] = client.statuses("address")
        return found
