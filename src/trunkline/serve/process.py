"""The one place where concrete parts are joined into a running node."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import uvloop

from trunkline.control.own_documents import keep_own_documents
from trunkline.control.tokens import local_secret
from trunkline.engine import Engine
from trunkline.line_tables.tables import LineTables
from trunkline.logs import set_up_logs
from trunkline.node import Node
from trunkline.probes.descriptors import raise_descriptor_limit
from trunkline.probes.prober import NetworkProber
from trunkline.probes.rounds import AT_ONCE
from trunkline.serve.console_beside import console_beside
from trunkline.serve.inheritance import Inheritance, Line
from trunkline.serve.life import Life
from trunkline.serve.listening import bind_dns, bind_http, joined, take_over_dns
from trunkline.serve.privileges import Identity, become, make_folder, refuse_foreign_folder
from trunkline.serve.systemd import Systemd
from trunkline.snapshot.conduct import Introduction
from trunkline.store.sqlite import SqliteStore

log: Any = structlog.get_logger("trunkline")


GARBAGE = (50_000, 20)
"""Objects after which the youngest, and such rounds after which the next older, are looked through for garbage. By
default it is 700 and 10, and a third of the work of an apply of many documents, in which nothing refers to itself, is
to look through them again and again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a node can be told at its start. `dns` and `http` are (address, port); port 0 is any free one.

    `identity` is whom the process becomes when it has its ports.
    `hostname` and `nsid` are what it tells of itself if the documents let it; empty ones are the machine's host name.
    `console` is where its console listens; None is no console.
    """

    state: Path = Path(".trunkline")
    dns: tuple[tuple[str, int], ...] = (("127.0.0.1", 5300),)
    http: tuple[str, int] = ("127.0.0.1", 8300)
    threads: int = 1
    place: str = "here"
    checks_at_once: int = AT_ONCE
    log_format: str = "text"
    identity: Identity | None = None
    hostname: str = ""
    nsid: str = ""
    console: tuple[str, int] | None = None


def serve_forever(settings: Settings) -> None:
    """Runs a node until SIGTERM or SIGINT, or until SIGHUP has put another process in its place."""
    set_up_logs(settings.log_format)
    os.umask(0o077)  # the store and the snapshot hold secrets: the state folder's owner alone reads them
    gc.freeze()  # modules stay: to look through them for garbage would make health checks 0.1 s late now and then
    gc.set_threshold(*GARBAGE)
    raise_descriptor_limit()
    uvloop.run(serve(settings))


async def serve(settings: Settings) -> None:
    """The same inside a running loop; raises AddressInUse or StoreUnreadable when it cannot begin."""
    systemd, inheritance = Systemd.of(os.environ), Inheritance.of(os.environ)
    make_folder(settings.state, settings.identity)
    engine = Engine()
    try:
        with _ports(engine, settings, inheritance) as (dns, http):
            _give_rights_away(settings)
            node = _node(settings, engine, succeeds=inheritance is not None)
            node.dns = dns
            _tell_where(node, http, settings)
            line = await Line.over(socket.socket(fileno=inheritance.line)) if inheritance else None
            api: tuple[str, int] = http.getsockname()[:2]
            async with console_beside(settings.console, api, settings.state, settings.log_format):
                await Life(node, http, systemd).live(line)
    finally:
        engine.stop()


@contextmanager
def _ports(
    engine: Engine, settings: Settings, inheritance: Inheritance | None
) -> Iterator[tuple[tuple[tuple[str, int], ...], socket.socket]]:
    """Where the engine answers, and the socket for HTTP."""
    if inheritance:
        with socket.socket(fileno=inheritance.http) as http:
            yield take_over_dns(engine, inheritance.dns), http
        return
    dns = bind_dns(engine, settings.dns, settings.threads)
    with bind_http(settings.http) as http:
        yield dns, http


def _give_rights_away(settings: Settings) -> None:
    if settings.identity:
        become(settings.identity)
        refuse_foreign_folder(settings.state, settings.identity)


def _node(settings: Settings, engine: Engine, *, succeeds: bool) -> Node:
    async def open_store() -> SqliteStore:
        store = SqliteStore.open(settings.state / "store.sqlite")
        try:
            await keep_own_documents(store, local_secret(settings.state / "token"))
        except BaseException:
            await store.close()  # it would lock out the next attempt
            raise
        return store

    saved, at_once, here = settings.state / "snapshot.bin", settings.checks_at_once, socket.gethostname()
    introduction = Introduction(settings.hostname or here, settings.nsid or here)
    return Node(
        open_store,
        engine,
        LineTables(settings.state / "lines"),
        NetworkProber(),
        saved,
        settings.place,
        at_once,
        introduction,
        succeeds=succeeds,
    )


def _tell_where(node: Node, http: socket.socket, settings: Settings) -> None:
    places = ", ".join(joined(place) for place in node.dns)
    log.info(f"DNS on {places}; HTTP on {joined(http.getsockname()[:2])}; state in {settings.state}")
