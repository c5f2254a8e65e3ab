"""Two thousand addresses, each checked by HTTP every two seconds, by one node on one core: how late do checks begin?

Asserts that every address was checked as often as it should be, and found well. Figures are printed, and judged by
nobody: they depend on the machine. The servers run on another core, and so does whatever else the machine does.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from trunkline.documents.address import Address
from trunkline.documents.document import Document
from trunkline.documents.monitors.monitor import Monitor
from trunkline.engine import Engine
from trunkline.health.report import TaskState
from trunkline.line_tables.tables import LineTables
from trunkline.node import Node
from trunkline.probes.descriptors import raise_descriptor_limit
from trunkline.probes.prober import NetworkProber
from trunkline.store.contract import Store
from trunkline.store.memory import MemoryStore
from trunkline.store.translate import edit_of

ADDRESSES = 2000
INTERVAL = 2.0
"""Seconds from one check of an address to the next."""

MEASURED = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
"""Seconds over which all is measured, after the first round."""

SETTLED = 5 * INTERVAL
"""Seconds after the first round, in which all were checked at once, until tasks have their places in the interval."""


def main() -> None:
    """Runs the node in this process and prints a line for each figure."""
    ours, theirs = _cores()
    with tempfile.TemporaryDirectory() as place, _servers(theirs) as port:
        os.sched_setaffinity(0, {ours})
        raise_descriptor_limit()
        uvloop.run(_measure(Path(place), port))


async def _measure(place: Path, port: int) -> None:
    store = MemoryStore()

    async def open_store() -> Store:
        return store

    await store.write([edit_of(one) for one in _documents(port)], by="the bench", why="", at=time.time())
    node = Node(open_store, Engine(), LineTables(place / "lines"), NetworkProber(), place / "snapshot.bin")
    running = asyncio.create_task(node.run())
    began = time.perf_counter()
    while not node.ready or node.stale:  # noqa: ASYNC110 - it is told nowhere
        await asyncio.sleep(0.05)
    tell("first round of all", f"{time.perf_counter() - began:.2f} s")
    await asyncio.sleep(SETTLED)
    lags, worked, took = await _listen(node)
    _print(lags, worked, took)
    _refuse_wrong(node, len(lags), took)
    running.cancel()
    await asyncio.wait([running])


async def _listen(node: Node) -> tuple[list[float], float, float]:
    """How late each check began, and the CPU time and the time that went by, in seconds."""
    lags: list[float] = []
    node.rounds.late = lags.append
    began, worked = time.perf_counter(), time.process_time()
    await asyncio.sleep(MEASURED)
    node.rounds.late = lambda seconds: None
    return lags, time.process_time() - worked, time.perf_counter() - began


def _refuse_wrong(node: Node, checks: int, took: float) -> None:
    """Ends the bench if checks were left out, or a server was found down."""
    wanted = ADDRESSES * took / INTERVAL
    if checks < 0.98 * wanted:
        raise SystemExit(f"{checks:,} checks in {took:.1f} s, where {wanted:,.0f} were due: it fell behind")
    down = [task for task, verdict in node.ledger.verdicts.items() if verdict.state is not TaskState.OK]
    if down or len(node.ledger.verdicts) != ADDRESSES:
        raise SystemExit(f"{len(down)} of {len(node.ledger.verdicts):,} addresses were found down, such as {down[:1]}")


def _print(lags: list[float], worked: float, took: float) -> None:
    parts = statistics.quantiles(lags, n=100)
    late = f"p50 {parts[49] * 1000:.1f} ms, p99 {parts[98] * 1000:.1f} ms, at most {max(lags) * 1000:.0f} ms"
    tell("checks", f"{len(lags):,} in {took:.1f} s, {len(lags) / took:,.0f} a second")
    tell("a check begins after it is due", late)
    tell("CPU of one core", f"{100 * worked / took:.0f} %, {worked / len(lags) * 1e6:.0f} µs a check")
    tell("memory of the process at most", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _documents(port: int) -> Iterator[Document]:
    web = {"name": "web", "protocol": "http", "port": port, "interval": INTERVAL, "timeout": INTERVAL}
    yield Monitor.model_validate(web)
    for number in range(ADDRESSES):
        endpoint = f"127.20.{number // 250}.{1 + number % 250}"
        yield Address.model_validate({"name": f"server-{number}", "endpoint": endpoint, "monitors": ["web"]})


def _cores() -> tuple[int, int]:
    """One for the node, another for the servers."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("this bench needs two cores: one for the node, one for the servers")
    return cores[-1], cores[0]


@contextmanager
def _servers(core: int) -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("probing_servers.py")), str(core)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as servers:
        assert servers.stdout
        try:
            yield int(servers.stdout.readline())
        finally:
            servers.kill()


def tell(what: str, figure: str) -> None:
    """A row of the table."""
    print(f"{what:40} {figure}", flush=True)


if __name__ == "__main__":
    main()
