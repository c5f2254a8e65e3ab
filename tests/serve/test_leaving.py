"""How the HTTP server of a node ends."""

from __future__ import annotations

import asyncio
import socket

import pytest
from fastapi import FastAPI

from trunkline.serve.http import HttpServer

pytestmark = pytest.mark.anyio


async def test_once_it_leaves_no_connection_is_taken_which_another_process_is_there_for() -> None:
    app = FastAPI()
    app.state.leaving = asyncio.Event()
    server = HttpServer(app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = listening.dup()  # as the process has it that follows
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110  # it tells by no event
            await asyncio.sleep(0)
        server.leave()
        with socket.create_connection(theirs.getsockname(), timeout=5) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: node\r\n\r\n")
            await serving
            theirs.settimeout(5)
            taken, _ = theirs.accept()
            with taken:
                assert taken.recv(100).startswith(b"GET / ")
        theirs.close()
