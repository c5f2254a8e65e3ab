"""A node and its API over real HTTP on loopback, in a thread of this process, that looks at nothing and tells nobody.

What is fuzzed makes up monitors and endpoints: a prober of its own sees to it that no check leaves this machine.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

import given
from trunkline.api.app import create_app
from trunkline.control.own_documents import keep_own_documents
from trunkline.documents.monitors.monitor import Monitor
from trunkline.engine import Engine
from trunkline.health.observation import Observation
from trunkline.line_tables.tables import LineTables
from trunkline.node import Node
from trunkline.store.sqlite import SqliteStore

SECRET = "known to the tests alone"


class ContentProber:
    """Finds everything well without looking."""

    async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
        return Observation(True, "supposed to be well")


@contextmanager
def fuzzed_node(folder: Path) -> Iterator[str]:
    """Its URL, while it runs."""
    started, port = threading.Event(), list[int]()
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def live() -> None:
        await _live(folder, port, started, ending)

    thread = threading.Thread(target=lambda: loop.run_until_complete(live()), name="fuzzed node")
    thread.start()
    try:
        assert started.wait(30), "the node did not start"
        yield f"http://127.0.0.1:{port[0]}"
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(30)
        loop.close()


async def _live(folder: Path, port: list[int], started: threading.Event, ending: asyncio.Event) -> None:
    async def open_store() -> SqliteStore:
        store = SqliteStore.open(folder / "store.sqlite")
        await keep_own_documents(store, SECRET)
        return store

    engine = Engine()
    line_tables = LineTables(folder / "lines", given.carriers)
    node = Node(open_store, engine, line_tables, ContentProber(), folder / "snapshot.bin")
    node.dns = tuple(engine.bind([("127.0.0.1", 0)]))
    server = uvicorn.Server(uvicorn.Config(create_app(node), log_level="error", lifespan="off"))
    server.capture_signals = suppress  # type: ignore[method-assign,assignment]  # signals are the main thread's
    with socket.create_server(("127.0.0.1", 0)) as http:
        running, serving = asyncio.create_task(node.run()), asyncio.create_task(server.serve([http]))
        assert await node.reached(1)
        port.append(http.getsockname()[1])
        started.set()
        await ending.wait()
        server.should_exit = True
        await serving
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    engine.stop()
