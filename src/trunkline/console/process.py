"""The process that serves the console: NiceGUI's pages, what every answer of it says to browsers, and its end."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import socket
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


@dataclass(frozen=True, slots=True)
class Settings:
    """`listen` is (address, port); `url` the node's API; `folder` keeps who is logged in, for its owner's eyes."""

    listen: tuple[str, int]
    url: str
    folder: Path
    log_format: str = "text"


def show_forever(settings: Settings) -> None:
    """Serves pages until SIGTERM or SIGINT. Raises AddressInUse."""
    set_up_logs(settings.log_format)
    os.umask(0o077)  # tokens are kept there
    settings.folder.mkdir(parents=True, exist_ok=True)
    os.environ["NICEGUI_STORAGE_PATH"] = str(settings.folder)  # read when NiceGUI is imported
    import uvicorn

    from trunkline.console.app import create_console

    with _listening(settings.listen) as here:
        app = create_console(settings.url, _secret(settings.folder / "cookie_secret"))
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )

        async def serve() -> None:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(ASKED_AT_ONCE))
            log.info(f"console on http://{_joined(here.getsockname()[:2])}; node at {settings.url}")
            await uvicorn.Server(config).serve(sockets=[here])

        asyncio.run(serve())


def _listening(place: tuple[str, int]) -> socket.socket:
    host, port = place
    here = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        here.bind(place)
    except OSError as error:
        here.close()
        why = "another process listens there" if error.errno == errno.EADDRINUSE else str(error)
        raise AddressInUse(f"the console cannot listen on {host}:{port}: {why}; choose another place") from None
    return here


def _joined(place: tuple[str, int]) -> str:
    host, port = place
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _secret(path: Path) -> str:
    """Signs the cookie that stands for a browser; made once."""
    if not path.exists():
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
