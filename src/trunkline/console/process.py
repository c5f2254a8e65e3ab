"""The process that serves the console: NiceGUI's pages, what every answer of it says to browsers, and its end."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from trunkline.errors import AddressInUse
from trunkline.logs import set_up_logs

log: Any = structlog.get_logger("trunkline")

ASKED_AT_ONCE = 32
"""Questions to the node under way together; more wait their turn."""

LOW = 10
"""How far it stands back behind what answers and checks, as nice(2) counts."""

PATIENCE = 60.0
"""Seconds that a child waits for its port."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`listen` is (address, port); `url` the node's API; `folder` keeps who is logged in, for its owner's eyes.

    A `child` ends with its standard input, and waits for its port, which the console before may still have.
    """

    listen: tuple[str, int]
    url: str
    folder: Path
    log_format: str = "text"
    child: bool = False


def show_forever(settings: Settings) -> None:
    """Serves pages until SIGTERM or SIGINT. Raises AddressInUse."""
    set_up_logs(settings.log_format)
    os.umask(0o077)  # tokens are kept there
    settings.folder.mkdir(parents=True, exist_ok=True)
    os.environ["NICEGUI_STORAGE_PATH"] = str(settings.folder)  # read when NiceGUI is imported
    import uvicorn

    from trunkline.console.app import create_console

    os.nice(LOW)
    if settings.child:
        threading.Thread(target=_end_with_input, daemon=True).start()
    with _listening(settings.listen, PATIENCE if settings.child else 0.0) as here:
        app = create_console(settings.url, _secret(settings.folder / "cookie_secret"))
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )

        async def serve() -> None:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(ASKED_AT_ONCE))
            log.info(f"console on http://{_joined(here.getsockname()[:2])}; node at {settings.url}")
            await uvicorn.Server(config).serve(sockets=[here])

        asyncio.run(serve())


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _listening(place: tuple[str, int], patience: float) -> socket.socket:
    """Raises AddressInUse when the place is still another's after `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            return _bound(place)
        except AddressInUse:
            if time.monotonic() >= until:
                raise
            time.sleep(0.2)


def _bound(place: tuple[str, int]) -> socket.socket:
    host, _ = place
    here = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        here.bind(place)
        here.listen()  # who comes as soon as the log names the place waits, and is not refused
    except OSError as error:
        here.close()
        why = "another process listens there" if error.errno == errno.EADDRINUSE else str(error)
        raise AddressInUse(f"the console cannot listen on {_joined(place)}: {why}; choose another place") from None
    return here


def _joined(place: tuple[str, int]) -> str:
    host, port = place
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _secret(path: Path) -> str:
    """Signs the cookie that stands for a browser; made once."""
    if not path.exists():
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
