"""trunkline's engine without its node: the saved snapshot of one, served by one thread."""

from __future__ import annotations

import sys
from pathlib import Path

from compare import serve_snapshot
from compare.servers.server import Server
from compare.workload import Workload


class EngineAlone(Server):
    """What a query costs the engine can be counted here: nothing else runs in the process."""

    name = "trunkline"

    def __init__(self, workload: Workload, folder: Path, snapshot: Path) -> None:
        super().__init__(workload, folder)
        self.snapshot = snapshot

    def command(self) -> list[str]:
        """The script beside."""
        return [sys.executable, serve_snapshot.__file__, str(self.snapshot), str(self.port)]
