"""HTTP/1.1 as it is spoken by servers that are old, chatty or broken: what is taken for an answer, and what is not."""

import asyncio

import pytest
from web_servers import Answer, serve

from trunkline.documents.monitors.monitor import Monitor
from trunkline.health.observation import Observation
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio


def saying(*parts: bytes) -> Answer:
    """Sends the parts one after another, and hangs up."""

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)

    return answer


async def check(*parts: bytes, **fields: str) -> Observation:
    monitor = Monitor.model_validate({"name": "web", "protocol": "http", "timeout": 2, **fields})
    async with serve(saying(*parts)) as port:
        return await NetworkProber().check(monitor, "127.0.0.1", port)


OK = b"HTTP/1.1 200 OK\r\n"

TAKEN = {
    "byte by byte": [bytes([byte]) for byte in OK + b"Content-Length: 4\r\n\r\nwell"],
    "of HTTP/1.0": [b"HTTP/1.0 200 OK\r\n\r\nwell"],
    "without a reason": [b"HTTP/1.1 200\r\n\r\nwell"],
    "to the end of the connection": [OK, b"\r\nwe", b"ll"],
    "in chunks": [OK, b"Transfer-Encoding: chunked\r\n\r\n2\r\nwe\r\n2;x=y\r\nll\r\n0\r\n\r\n"],
    "in chunks with a length": [OK, b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwell\r\n0\r\n\r\n"],
    "after interim ones": [b"HTTP/1.1 103 H\r\nContent-Length: 9\r\n\r\n", b"HTTP/1.1 100 Go\r\n\r\n", OK, b"\r\nwell"],
    "with a folded header": [OK, b"X-Odd: a\r\n b\r\n\r\nwell"],
    "with bare line feeds": [b"HTTP/1.1 200 OK\nContent-Length: 4\n\nwell"],
    "with a second one behind": [OK, b"Content-Length: 4\r\n\r\nwell" + b"HTTP/1.1 503 No\r\nVary: 0\r\n\r\n"],
    "with rubbish behind": [OK, b"Content-Length: 4\r\n\r\nwell" + b"\0\0rubbish"],
}  # fmt: skip


@pytest.mark.parametrize("parts", TAKEN.values(), ids=TAKEN)
async def test_an_answer_is_read_however_it_comes(parts: list[bytes]) -> None:
    seen = await check(*parts, body_text="well")
    assert (seen.ok, seen.detail[:12]) == (True, "HTTP 200 in "), seen.detail


async def test_what_is_wrong_with_a_body_that_nobody_reads_is_nothing_to_a_check() -> None:
    assert (await check(OK + b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n")).ok


REFUSED = {
    "another protocol": [b"RTSP/1.0 200 OK\r\n\r\n"],
    "another version": [b"HTTP/2.0 200 OK\r\n\r\n"],
    "lines before it": [b"\r\n\r\n" + OK + b"\r\n"],
    "a request": [b"GET / HTTP/1.1\r\n\r\n"],
    "a status of two digits": [b"HTTP/1.1 20 OK\r\n\r\n"],
    "a status below 100": [b"HTTP/1.1 099 OK\r\n\r\n"],
    "a switch to another protocol": [b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
    "a space before the colon": [OK, b"Server : x\r\n\r\n"],
    "a header without a name": [OK, b": x\r\n\r\n"],
    "a length that is none": [OK, b"Content-Length: x\r\n\r\n"],
    "two lengths": [OK, b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nwell"],
    "a chunk that is none": [OK, b"Transfer-Encoding: chunked\r\n\r\nwell\r\n"],
    "a chunk too few": [OK, b"Transfer-Encoding: chunked\r\n\r\n2\r\nwe\r\n"],
    "half a head": [OK, b"Server: x\r\n"],
    "endless interim answers": [b"HTTP/1.1 100 Go on\r\n\r\n"] * 4000,
}  # fmt: skip


@pytest.mark.parametrize("parts", REFUSED.values(), ids=REFUSED)
async def test_what_is_no_answer_is_refused(parts: list[bytes]) -> None:
    seen = await check(*parts, body_text="well")
    assert (seen.ok, seen.detail[:37]) == (False, "the answer is not HTTP, or broke off:"), seen.detail
