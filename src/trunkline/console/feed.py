"""How things stand now, kept up for every open page of one token: one question waits at the node, whoever looks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from trunkline.client import Client
from trunkline.console.newest import Newest
from trunkline.console.traffic import Meter
from trunkline.errors import TrunklineError, Unauthorized

Json = Any

log: Any = structlog.get_logger("trunkline.console")

WAIT = 20.0
"""Seconds for which the question waits at the node."""

PAUSE = 0.25
"""Seconds at least between two looks: a storm of changes is shown a few times a second."""

AGAIN = 1.0
"""Seconds until a node that did not answer is asked again."""

IDLE = 60.0
"""Seconds after which a feed that no page listens to ends."""

SEEN = ("access_domain", "pool", "address", "place")


@dataclass(frozen=True, slots=True)
class World:
    """All that pages show of now, read together. Rows are as the API tells them.

    `documents` is section → list of documents, at `revision`. `trouble` says why there is no newer one, and is empty
    while the node answers; `locked_out` that its token no longer opens the node.
    """

    status: Json = field(default_factory=dict)
    domains: tuple[Json, ...] = ()
    pools: tuple[Json, ...] = ()
    addresses: tuple[Json, ...] = ()
    places: tuple[Json, ...] = ()
    documents: Mapping[str, Json] = field(default_factory=dict)
    revision: int = 0
    seen: float = 0.0
    trouble: str = ""
    locked_out: bool = False

    def document(self, section: str, **fields: Json) -> Json | None:
        """The document of that section with these fields, or None."""
        found = (one for one in self.documents.get(section, ()) if fields.items() <= one.items())
        return next(found, None)


Hear = Callable[[World], None]


class Feed:
    """A thread that asks, and tells those who listen, in the event loop's thread."""

    def __init__(self, client: Client) -> None:
        self.client, self.meter, self.newest = client, Meter(client), Newest(client)
        self.world: World | None = None
        self._listeners: set[Hear] = set()
        self._first = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._left = time.monotonic()
        self._thread: threading.Thread | None = None

    async def now(self) -> World:
        """The newest there is; waits for the first."""
        self._go()
        await self._first.wait()
        assert self.world is not None
        return self.world

    def listen(self, hear: Hear) -> Callable[[], None]:
        """`hear` is called with every new world until the function that comes back is."""
        self._listeners.add(hear)
        self._go()

        def leave() -> None:
            self._listeners.discard(hear)
            self._left = time.monotonic()

        return leave

    def _go(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._left = time.monotonic()
            self._thread = threading.Thread(target=self._follow, name="feed", daemon=True)
            self._thread.start()

    @property
    def over(self) -> bool:
        """Nobody listens, and none did for a while."""
        return self._thread is not None and not self._thread.is_alive() and not self._listeners

    def _wanted(self) -> bool:
        return bool(self._listeners) or time.monotonic() - self._left < IDLE

    def _follow(self) -> None:
        known, world = "", World()
        while self._wanted():
            try:
                told = self.client.changes(known=known, wait=WAIT)
                if told is None:
                    continue
                world, known = self._read(world), told[1]
                pause = PAUSE
            except TrunklineError as error:
                world = replace(world, trouble=str(error), locked_out=isinstance(error, Unauthorized))
                known, pause = "", AGAIN
            self._loop.call_soon_threadsafe(self._tell, world)
            time.sleep(pause)

    def _read(self, before: World) -> World:
        status = self.client.status()
        if not status["ready"]:
            return replace(before, status=status, seen=time.time(), trouble="", locked_out=False)
        domains, pools, addresses, places = (tuple(self.client.statuses(kind)) for kind in SEEN)
        documents, revision = before.documents, before.revision
        if status["revision"] != revision or not documents:
            found = self.client.documents()
            documents, revision = found.body, found.revision
        return World(status, domains, pools, addresses, places, documents, revision, time.time())

    def _tell(self, world: World) -> None:
        self.world = world
        self._first.set()
        for hear in tuple(self._listeners):
            try:
                hear(world)
            except Exception:
                log.exception("a fault of ours in a page; the others go on")
