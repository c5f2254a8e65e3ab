"""A node's loops in one process: no sockets, a store in memory, and a prober that says what a test tells it."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import dns.message

import given
from trunkline.control.ask import question, read_response
from trunkline.documents.document import Document
from trunkline.documents.monitors.monitor import Monitor
from trunkline.engine import Engine
from trunkline.errors import CannotProbe, StoreUnreadable
from trunkline.health.observation import Observation
from trunkline.line_tables.tables import LineTables
from trunkline.node import Node
from trunkline.snapshot.snapshot import Change
from trunkline.store.contract import Contents, Edit, Store, Written
from trunkline.store.memory import MemoryStore
from trunkline.store.translate import edit_of

UP, DOWN = Observation(True, "connected"), Observation(False, "refused")
PATIENCE = 60.0
"""Seconds that a test waits for what must come."""

MOBILE, TELECOM = "10.1.0.1", "10.2.0.1"


class ToldProber:
    """Says of an endpoint what it was told; until it is told something the check hangs."""

    def __init__(self) -> None:
        self.checks: list[tuple[str, Monitor]] = []
        self._told: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._words: dict[str, Observation | CannotProbe] = {}

    def tell(self, endpoint: str, words: Observation | CannotProbe) -> None:
        self._words[endpoint] = words
        self._told[endpoint].set()

    async def check(self, monitor: Monitor, endpoint: str, port: int | None) -> Observation:
        self.checks.append((endpoint, monitor))
        await self._told[endpoint].wait()
        words = self._words[endpoint]
        if isinstance(words, CannotProbe):
            raise words
        return words


class SpiedEngine(Engine):
    """Remembers what was published and in which thread, and whether it may answer."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[tuple[Change, bool]] = []
        self.publishers: list[threading.Thread] = []
        self.started = False

    def publish(self, change: Change, *, whole: bool = False) -> None:
        self.published.append((change, whole))
        self.publishers.append(threading.current_thread())
        super().publish(change, whole=whole)

    def start(self) -> None:
        self.started = True
        super().start()


class FragileStore(MemoryStore):
    """Breaks and heals when it is told to, and outlives the node that closes it."""

    broken: str | None = None
    opened = 0

    async def open(self) -> Store:
        self.opened += 1
        return self

    async def read(self, *kinds: str) -> Contents:
        self.refuse_if_broken()
        return await super().read(*kinds)

    async def watch(self, after: int) -> AsyncIterator[Written]:
        async for written in super().watch(after):
            self.refuse_if_broken()
            yield written

    async def close(self) -> None:
        """The next to open it finds what was written."""

    def refuse_if_broken(self) -> None:
        if self.broken:
            raise StoreUnreadable(self.broken)


class Stage:
    """A node with all that it leans on, and words to set it in motion; `store` is that of an earlier life, or of the
    node that this one succeeds."""

    def __init__(self, folder: Path, store: FragileStore | None = None, *, succeeds: bool = False) -> None:
        self.store = store or FragileStore()
        self.engine, self.prober = SpiedEngine(), ToldProber()
        self.saved = folder / "snapshot.bin"
        self.line_tables = LineTables(folder / "lines", given.carriers)
        self.node = Node(self.store.open, self.engine, self.line_tables, self.prober, self.saved, succeeds=succeeds)

    async def put(self, *documents: Document) -> None:
        await self._write([edit_of(document) for document in documents])

    async def delete(self, *documents: Document) -> None:
        await self._write([Edit(document.kind, document.key, None) for document in documents])

    async def _write(self, edits: list[Edit]) -> None:
        revision = await self.store.write(edits, by="a test", why="", at=0.0)
        if self.node.ready and not self.node.stale:
            assert await self.node.reached(revision, within=PATIENCE)

    def ask(self, name: str, asker: str = "192.0.2.53") -> set[str]:
        """What the engine answers, as a set of texts."""
        response = self.engine.answer(question(name, "A", asker).to_wire(), asker, tcp=True)
        assert response is not None
        return set(read_response(name, dns.message.from_wire(response)).answer)

    async def until(self, holds: Callable[[], Any]) -> None:
        """Waits until it holds; fails when it takes too long."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for is told nowhere
                await asyncio.sleep(0.005)

    async def first_round(self) -> None:
        await self.until(lambda: self.node.ready and not self.node.stale)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Stage]:
        """The node's loops, ended with the block."""
        running = asyncio.create_task(self.node.run())
        try:
            yield self
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    def next_life(self) -> Stage:
        """The same documents and state folder after a restart."""
        return Stage(self.saved.parent, self.store)


def web(**fields: Any) -> Monitor:
    """One failure is enough, so that no test waits for a second round."""
    return given.monitor("web", port=80, **{"interval": 1, "timeout": 1, "evaluation_count": 1} | fields)


def two_names(**fields: Any) -> list[Document]:
    """one.example.com is served by `left` (192.0.2.1), two.example.com by `right` (192.0.2.2); both are monitored."""
    left, right = given.addresses("left", "right", monitors=["web"])
    return [
        web(**fields),
        given.zone("example.com", given.records("one", "A", "203.0.113.9"), given.records("two", "A", "203.0.113.9")),
        left,
        right,
        given.pool("Left", ["left"]),
        given.pool("Right", ["right"]),
        given.domain("one.example.com", ["Left", "Right"], policy="sequence"),
        given.domain("two.example.com", ["Right"], policy="sequence"),
    ]


def steered_names(change: Change) -> set[bytes]:
    return {name for name, _ in change.steered}


@asynccontextmanager
async def healthy(stage: Stage) -> AsyncIterator[Stage]:
    """Running with both addresses of `two_names` up and published."""
    for endpoint in ("192.0.2.1", "192.0.2.2"):
        stage.prober.tell(endpoint, UP)
    await stage.put(*two_names())
    async with stage.running():
        await stage.first_round()
        yield stage
