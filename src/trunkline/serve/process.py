"""The one place where concrete parts are joined into a running process."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import uvicorn
import uvloop

from trunkline.api.app import create_app
from trunkline.api.connections import Connection
from trunkline.control.tokens import keep_local_token, local_secret
from trunkline.engine import Engine
from trunkline.errors import AddressInUse, StoreUnreadable
from trunkline.lines.embedded import embedded
from trunkline.logs import set_up_logs
from trunkline.node import Node
from trunkline.probes.descriptors import raise_descriptor_limit
from trunkline.probes.prober import NetworkProber
from trunkline.probes.rounds import AT_ONCE
from trunkline.store.sqlite import SqliteStore

log: Any = structlog.get_logger("trunkline")

BURST = 64
"""HTTP connections that are taken in one turn of the event loop, before those that are too many are hung up on."""

LAST_REQUESTS = 2
"""Seconds that HTTP requests under way have to end when the node stops."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a node can be told at its start. `dns` and `http` are (address, port); port 0 is any free one."""

    state: Path = Path(".trunkline")
    dns: tuple[tuple[str, int], ...] = (("127.0.0.1", 5300),)
    http: tuple[str, int] = ("127.0.0.1", 8300)
    threads: int = 1
    place: str = "here"
    checks_at_once: int = AT_ONCE
    log_format: str = "text"


def serve_forever(settings: Settings) -> None:
    """Runs a node until SIGTERM or SIGINT."""
    set_up_logs(settings.log_format)
    gc.freeze()  # modules stay: to look through them for garbage would make health checks 0.1 s late now and then
    raise_descriptor_limit()
    uvloop.run(serve(settings))


async def serve(settings: Settings) -> None:
    """The same inside a running loop; raises AddressInUse or StoreUnreadable when it cannot begin."""
    _make_folder(settings.state)
    engine = Engine()
    dns = _bind(engine, settings)
    try:
        with _listening(settings.http) as http:
            node = _node(settings, engine)
            node.dns = tuple(dns)
            await _run(node, http, settings)
    finally:
        engine.stop()


def _bind(engine: Engine, settings: Settings) -> list[tuple[str, int]]:
    try:
        return engine.bind(settings.dns, threads=settings.threads)
    except OSError as error:
        raise AddressInUse(f"{error.strerror}; choose another with --dns") from None


def _make_folder(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnreadable(f"cannot make the state folder {state}: {error.strerror}") from None


def _node(settings: Settings, engine: Engine) -> Node:
    async def open_store() -> SqliteStore:
        store = SqliteStore.open(settings.state / "store.sqlite")
        try:
            await keep_local_token(store, local_secret(settings.state / "token"))
        except BaseException:
            await store.close()  # it would lock out the next attempt
            raise
        return store

    saved = settings.state / "snapshot.bin"
    return Node(open_store, engine, embedded(), NetworkProber(), saved, settings.place, settings.checks_at_once)


async def _run(node: Node, http: socket.socket, settings: Settings) -> None:
    """Until a signal or a failure of either: first the requests under way end, then the node."""
    app = create_app(node)
    server = _Server(
        uvicorn.Config(
            app,
            http=Connection,
            backlog=BURST,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=LAST_REQUESTS,
        ),
        app.state.leaving,
    )
    _tell_where(node, http, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.leave)
    running, serving = asyncio.create_task(node.run()), asyncio.create_task(server.serve([http]))
    await asyncio.wait({running, serving}, return_when=asyncio.FIRST_COMPLETED)
    server.leave()
    await serving
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    log.info("stopped")


def _tell_where(node: Node, http: socket.socket, settings: Settings) -> None:
    places = ", ".join(_joined(place) for place in node.dns)
    log.info(f"DNS on {places}; HTTP on {_joined(http.getsockname()[:2])}; state in {settings.state}")


def _joined(place: tuple[str, int]) -> str:
    host, port = place
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def _listening(place: tuple[str, int]) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    # asyncio turns Nagle's delay off only where the protocol is named; with it every answer waits 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as http:
        http.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            http.bind(place)
        except OSError as error:
            why = f"cannot listen for HTTP on {_joined(place)}: {error.strerror}"
            raise AddressInUse(f"{why}; choose another with --http") from None
        http.listen(BURST)
        yield http


class _Server(uvicorn.Server):
    """Leaves the process's signals to `serve`, which has more to stop than HTTP."""

    def __init__(self, config: uvicorn.Config, leaving: asyncio.Event) -> None:
        super().__init__(config)
        self._leaving = leaving

    def leave(self) -> None:
        """Takes no more requests and ends when those under way have ended."""
        self.should_exit = True
        self._leaving.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
