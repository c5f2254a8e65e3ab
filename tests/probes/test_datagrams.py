"""A udp check: does the service answer as it should, or at least not refuse?"""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from trunkline.documents.monitors.udp import UdpMonitor
from trunkline.errors import CannotProbe
from trunkline.health.observation import Observation
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """Plain asyncio: the servers of these tests need what uvloop lacks."""
    return "asyncio"


def udp(**fields: Any) -> UdpMonitor:
    return UdpMonitor.model_validate({"name": "game", "protocol": "udp", "timeout": 0.3, **fields})


@pytest.fixture(params=["127.0.0.1", "::1"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    """A socket that says nothing by itself."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as listener:
        listener.bind((request.param, 0))
        listener.setblocking(False)
        yield listener


async def check(listener: socket.socket, **fields: Any) -> Observation:
    host, port = listener.getsockname()[:2]
    return await NetworkProber().check(udp(**fields), host, port)


async def echo(listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    payload, whence = await loop.sock_recvfrom(listener, 4096)
    await loop.sock_sendto(listener, payload, whence)


ECHOED = [
    ("ping", "", True), ("ping", "ping", True), ("ping", "pi", True), ("ping", "pong", False), ("ping", "pings", False),
    ("hex: 00 ff 7a", "hex: 00FF", True), ("hex: 7a", "z", True), ("PING\r\n", "hex: 50494e470d0a", True),
    ("", "x", False), ("移动", "移", True),
]  # fmt: skip


@pytest.mark.parametrize(("send", "expect", "ok"), ECHOED)
async def test_the_reply_must_begin_as_expected(listener: socket.socket, send: str, expect: str, ok: bool) -> None:
    answering = asyncio.create_task(echo(listener))
    seen = await check(listener, send=send, expect=expect)
    await answering
    assert seen.ok is ok
    assert seen.detail.startswith("answered in " if ok else "the answer begins with b'")
    assert seen.latency is not None


@pytest.mark.parametrize(
    ("expect", "ok", "detail"),
    [("", True, "no answer within 0.3 s, and nobody refused"), ("x", False, "no answer within 0.3 s")],
)
async def test_silence_is_well_only_where_nothing_is_expected(
    listener: socket.socket, expect: str, ok: bool, detail: str
) -> None:
    seen = await check(listener, send="x", expect=expect)
    assert (seen.ok, seen.detail, seen.latency) == (ok, detail, None)


@pytest.mark.parametrize("expect", ["", "x"])
async def test_a_port_where_nobody_listens_refuses_at_once(listener: socket.socket, expect: str) -> None:
    host, port = listener.getsockname()[:2]
    listener.connect((host, 9))  # it hears only that port now, and nobody else takes its own
    seen = await NetworkProber().check(udp(send="x", expect=expect, timeout=5), host, port)
    assert (seen.ok, seen.detail) == (False, "refused")


async def test_a_name_that_is_not_resolved_is_down_though_nothing_is_expected() -> None:
    seen = await NetworkProber().check(udp(), "no such name", 9)
    assert not seen.ok
    assert seen.detail.startswith("its name cannot be resolved: ")


async def test_without_any_port_nothing_can_be_said_of_the_server() -> None:
    with pytest.raises(CannotProbe, match="no port is named"):
        await NetworkProber().check(udp(), "127.0.0.1", None)
