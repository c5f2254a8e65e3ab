"""HTTP connections that only sit there: they end, and do not shut others out for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from trunkline.api import connections
from trunkline.api.connections import Connection

pytestmark = pytest.mark.anyio

HEAD = b"GET / HTTP/1.1\r\nHost: node\r\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Takes three times the patience that connections are shown here."""
    await asyncio.sleep(0.3)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(connections, "PATIENCE", 0.1)
    monkeypatch.setattr(connections, "MOST", 3)
    config = uvicorn.Config(answer, port=0, http=Connection, lifespan="off", log_level="error")
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def say(port: int, words: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    return reader, writer


@pytest.mark.parametrize("words", [b"", HEAD])
async def test_who_does_not_finish_asking_is_hung_up_on(port: int, words: bytes) -> None:
    reader, writer = await say(port, words)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_who_waits_for_a_slow_answer_gets_it(port: int) -> None:
    reader, writer = await say(port, HEAD + b"\r\n")
    assert (await asyncio.wait_for(reader.readuntil(b"ok"), 5)).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_who_asks_again_is_heard_again(port: int) -> None:
    reader, writer = await say(port, b"")
    for _ in range(3):
        writer.write(HEAD + b"\r\n")
        assert (await asyncio.wait_for(reader.readuntil(b"ok"), 5)).startswith(b"HTTP/1.1 200")
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_one_too_many_is_hung_up_on_at_once_and_the_others_are_not(port: int) -> None:
    waiting = [await say(port, HEAD + b"\r\n") for _ in range(3)]
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for((await say(port, HEAD + b"\r\n"))[0].readuntil(b"ok"), 5)
    for reader, writer in waiting:
        assert (await asyncio.wait_for(reader.readuntil(b"ok"), 5)).startswith(b"HTTP/1.1 200")
        writer.close()
