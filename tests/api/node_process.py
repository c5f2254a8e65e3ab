"""A real node in a process of its own, on free ports of the loopback interface."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from given import monitor
from trunkline.client import Client

WHERE = re.compile(r"DNS on (\S+); HTTP on (\S+);")


@dataclass(frozen=True)
class NodeProcess:
    """Where it listens, and where its state is."""

    url: str
    dns: str
    state: Path

    @property
    def token(self) -> str:
        return (self.state / "token").read_text().strip()

    def client(self, token: str | None = None) -> Client:
        return Client(self.url, token or self.token)


@contextmanager
def running_node(state: Path, *, until: str = "answering") -> Iterator[NodeProcess]:
    """Runs `trunkline serve` over that folder; begins once its log says `until`."""
    command = [sys.executable, "-m", "trunkline", "serve", "--state", str(state), "--log-format", "json"]
    places = ["--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"]
    with subprocess.Popen([*command, *places], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        log = process.stderr
        drain = threading.Thread(target=lambda: [None for _ in log])
        try:
            found = _where(log, until)
            drain.start()  # or the pipe would fill, and the node wait
            yield NodeProcess(f"http://{found[2]}", found[1], state)
        finally:
            process.terminate()
            if drain.ident:
                drain.join()


def _where(log: IO[str], until: str) -> re.Match[str]:
    found, told = None, ""
    for line in log:
        told += line
        found = found or WHERE.search(line)
        if found and until in line:
            return found
    raise AssertionError(f"the node ended before it said {until!r}:\n{told}")


LAST = monitor("last")
"""Documents are never pruned to nothing, so one stays and is then deleted."""


def empty(gtm: Client) -> None:
    """Takes away what a test left behind."""
    for override in gtm.list("override").body:
        gtm.delete("override", override["name"])
    gtm.apply([LAST], prune=True)
    gtm.delete(LAST.kind, LAST.name)
