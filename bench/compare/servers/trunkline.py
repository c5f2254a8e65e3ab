"""trunkline: a node as its users run it, its documents applied over the API, restarted from its state folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from compare.asking import HERE, free_port
from compare.networks import CARRIERS, LINES, Networks
from compare.process import Process
from compare.servers.server import FIRST, SPARE, STARTING, NotServing, Server, Way
from compare.workload import TTL, ZONE, Workload, addresses_of, domain_of, label_of
from trunkline.client import Client
from trunkline.errors import TrunklineError

PART = 5_000
"""Names that are applied together: a request has at most 64 MiB."""

PATIENCE = 600.0

Sections = dict[str, list[dict[str, Any]]]


class Trunkline(Server):
    """Own lines by CIDR; each name has a pool with an address for each line. One DNS thread."""

    name = "trunkline"

    def __init__(self, workload: Workload, folder: Path) -> None:
        super().__init__(workload, folder)
        self.http = free_port()
        self.state = folder / "state"
        self._open_client: Client | None = None

    def prepare(self) -> None:
        """Applies the documents to a new node, waits until it answers by them and has saved that, and ends it."""
        self.process = Process.start(self.command(), self.folder / "log", None)
        self._wait(self._follows, STARTING)
        began = time.monotonic()
        with self.client() as client:
            client.write("POST", "/v1/apply", {"why": "the bench"}, json=shared_documents(self.workload.networks))
            for first in range(0, self.workload.names, PART):
                names = range(first, min(first + PART, self.workload.names))
                client.write("POST", "/v1/apply", {"why": "the bench"}, json=documents_of(names))
        self._wait(self.ready, PATIENCE)
        self.prepared_in = time.monotonic() - began
        self._wait(self._saved, PATIENCE)
        self.stop()

    def command(self) -> list[str]:
        """`trunkline serve`."""
        places = ["--dns", f"{HERE}:{self.port}", "--http", f"{HERE}:{self.http}"]
        return [sys.executable, "-m", "trunkline", "serve", *places, "--state", str(self.state), "--threads", "1"]

    def settle(self) -> None:
        """It answers from its saved snapshot first, and reads its documents then."""
        self._wait(self._follows, PATIENCE)

    def ways(self) -> list[Way]:
        """As a program would, over a connection that it has open."""
        client = self._open_client = self.client()
        client.status()
        document = f"{LINES[1]}-0"

        def patch(changed: bool) -> None:
            client.patch("address", document, {"endpoint": str(SPARE if changed else FIRST)})

        return [Way("PATCH of the address document over the API", patch)]

    def stop(self) -> None:
        """The client first."""
        if self._open_client:
            self._open_client.close()
        super().stop()

    @property
    def snapshot(self) -> Path:
        """The last one that the node saved."""
        return self.state / "snapshot.bin"

    def client(self) -> Client:
        """Its API."""
        return Client(f"http://{HERE}:{self.http}", (self.state / "token").read_text().strip(), timeout=PATIENCE)

    def _wait(self, holds: Callable[[], bool], within: float) -> None:
        deadline = time.monotonic() + within
        while not holds():
            if not self.running or time.monotonic() > deadline:
                raise NotServing(f"{self.name} does not answer: {self.last_words()}")
            time.sleep(0.05)

    def _saved(self) -> bool:
        return label_of(self.workload.names - 1).encode() in self.snapshot.read_bytes()

    def _follows(self) -> bool:
        """Whether it answers by the documents in its store, and not by what it knew before."""
        try:
            with self.client() as client:
                return not client.status()["stale"]
        except (OSError, TrunklineError):  # no token yet, nobody there, or a store that is not open yet
            return False


def shared_documents(networks: Networks) -> Sections:
    """The zone, and each carrier as a line of one's own."""
    records = [{"name": "@", "type": "NS", "data": [f"ns1.{ZONE}."]}, {"name": "ns1", "type": "A", "data": [HERE]}]
    lines = [{"name": LINES[carrier], "networks": [*networks.of(carrier)]} for carrier in CARRIERS]
    return {"zones": [{"name": ZONE, "records": records}], "lines": lines}


def documents_of(names: Iterable[int]) -> Sections:
    """Four addresses, a pool that gives each line its own, and an access domain for each name."""
    made: Sections = {"addresses": [], "pools": [], "access_domains": []}
    for name in names:
        label = label_of(name)
        made["addresses"] += [
            {"name": f"{line}-{name}", "endpoint": str(address)} for line, address in addresses_of(name)
        ]
        references = [{"address": f"{line}-{name}", "lines": [line]} for line in LINES]
        made["pools"].append({"name": label, "policy": "source_nearest", "addresses": references})
        made["access_domains"].append({"name": domain_of(name), "ttl": TTL, "enabled": True, "pools": [label]})
    return made
