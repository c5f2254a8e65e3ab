"""An http or https check: does the web server give the page that it should?"""

import asyncio
import signal
import socket
import ssl
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from web_servers import Answer, saying, serve

from trunkline.documents.monitors.monitor import Monitor
from trunkline.health.observation import Observation
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio

PROBER = NetworkProber()


def web(**fields: Any) -> Monitor:
    return Monitor.model_validate({"name": "web", "protocol": "http", "timeout": 1, **fields})


async def check(answer: Answer, at: str = "127.0.0.1", tls: ssl.SSLContext | None = None, **fields: Any) -> Observation:
    """What is seen of a server that answers so."""
    async with serve(answer, at, tls) as port:
        return await PROBER.check(web(**({"protocol": "https"} if tls else {}), **fields), at, port)


STATUSES = [
    ("200 OK", 500, True), ("302 Found", 400, True), ("404 Not Found", 500, True), ("499 Odd", 500, True),
    ("399 Odd", 400, True), ("400 Bad", 400, False), ("404 Not Found", 400, False), ("500 Oh", 500, False),
    ("503 Busy", 400, False), ("599 Odd", 500, False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "threshold", "ok"), STATUSES)
async def test_a_status_at_the_threshold_or_above_fails(status: str, threshold: int, ok: bool) -> None:
    seen = await check(saying(status), status_threshold=threshold)
    assert seen.ok is ok
    good, bad = f"HTTP {status[:3]} in ", f"HTTP {status[:3]}, {threshold} or higher fails"
    assert seen.detail.startswith(good if ok else bad)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("secure", [False, True])
async def test_both_families_and_both_protocols_are_checked(host: str, secure: bool, tls: ssl.SSLContext) -> None:
    seen = await check(saying("200 OK"), host, tls if secure else None)
    assert seen.ok
    assert seen.latency is not None
    assert 0 < seen.latency < 1


ASKED = {
    "the address itself": ({}, "GET / HTTP/1.1", "127.0.0.1:{port}"),
    "a host": ({"host": "www.example.com"}, "GET / HTTP/1.1", "www.example.com"),
    "a host with a port": ({"host": "www.example.com:8080"}, "GET / HTTP/1.1", "www.example.com:8080"),
    "a path": (
        {"path": "/health?deep=1&q=%E7%A7%BB"},
        "GET /health?deep=1&q=%E7%A7%BB HTTP/1.1",
        "127.0.0.1:{port}",
    ),
}


@pytest.mark.parametrize(("fields", "line", "host"), ASKED.values(), ids=ASKED)
async def test_the_address_is_asked_for_the_monitors_host_and_path(
    fields: dict[str, Any], line: str, host: str
) -> None:
    heads: list[bytes] = []

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        await saying("200 OK")(head, writer)

    async with serve(answer) as port:
        assert (await PROBER.check(web(**fields), "127.0.0.1", port)).ok
    lines = heads[0].decode().split("\r\n")
    assert lines[0] == line
    assert f"Host: {host.format(port=port)}" in lines


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"host": "www.example.com"}, "www.example.com"), ({"host": "www.example.com", "sni": False}, None), ({}, None)],
)
async def test_the_handshake_names_the_host_unless_told_not_to(
    fields: dict[str, Any], name: str | None, tls: ssl.SSLContext
) -> None:
    names: list[str | None] = []
    tls.sni_callback = lambda connection, name, context: names.append(name)
    assert (await check(saying("200 OK"), tls=tls, **fields)).ok
    assert names == [name]


async def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await check(saying("200 OK"))).ok


def hopping(hops: int, place: str = "/{n}") -> Answer:
    """Redirects so many times, then says 503."""

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        n = int(head.split()[1].decode().strip("/") or 0) + 1
        where = "Location: " + place.format(n=n)
        await (saying("302 Found", b"", where) if n <= hops else saying("503 Busy"))(head, writer)

    return answer


REDIRECTS = [
    (1, False, "HTTP 302 in"), (1, True, "HTTP 503, 500 or higher fails"), (5, True, "HTTP 503, 500 or higher fails"),
    (6, True, "more than 5 redirects"),
]  # fmt: skip


@pytest.mark.parametrize(("hops", "follow", "words"), REDIRECTS)
async def test_at_most_five_redirects_are_followed_and_their_end_is_judged(hops: int, follow: bool, words: str) -> None:
    seen = await check(hopping(hops), follow_redirects=follow)
    assert seen.detail.startswith(words)
    assert seen.ok is (not follow)


async def test_a_redirect_to_the_monitored_host_stays_at_the_address(tls: ssl.SSLContext) -> None:
    async with serve(saying("200 OK", b"found"), tls=tls) as secure:
        there = f"Location: https://www.example.com:{secure}/"
        seen = await check(
            saying("301 Moved", b"", there), follow_redirects=True, host="www.example.com", body_text="found"
        )
    assert (seen.ok, seen.detail[:8]) == (True, "HTTP 200")


async def test_a_redirect_elsewhere_goes_there() -> None:
    async with serve(saying("404 Gone")) as elsewhere:
        answer = saying("301 Moved", b"", f"Location: http://localhost:{elsewhere}/")
        seen = await check(answer, follow_redirects=True, host="www.example.com", status_threshold=400)
    assert seen.detail == "HTTP 404, 400 or higher fails"


BODIES = {
    "there": ("联通 ok".encode(), "联通", True),
    "not there": (b"nothing", "联通", False),
    "in the charset of old pages": ("<meta charset=gbk> 联通".encode("gbk"), "联通", True),
    "the last within the limit": (b"x" * (65536 - 2) + b"ok", "ok", True),
    "cut by the limit": (b"x" * (65536 - 1) + b"ok", "ok", False),
    "beyond the limit": (b"x" * 200_000 + b"ok", "ok", False),
}


@pytest.mark.parametrize(("body", "text", "ok"), BODIES.values(), ids=BODIES)
async def test_the_text_must_stand_in_the_first_64_kib(body: bytes, text: str, ok: bool) -> None:
    seen = await check(saying("200 OK", body), body_text=text)
    assert seen.ok is ok
    assert seen.detail.startswith(
        "HTTP 200 in" if ok else f"HTTP 200, but the text '{text}' is not in the first 64 KiB"
    )


async def test_no_more_of_an_endless_body_is_read_than_is_searched() -> None:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 4096)
            await writer.drain()

    assert "first 64 KiB" in (await check(answer, body_text="ok")).detail


async def silent(head: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def dribbling(head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("answer", [silent, dribbling])
async def test_a_server_that_never_comes_to_an_end_fails_at_the_timeout(answer: Answer) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    seen = await check(answer, timeout=0.2, body_text="ok")
    assert (seen.ok, seen.detail) == (False, "no answer within 0.2 s")
    assert 0.19 <= clock() - began < 0.9  # event loops may count in milliseconds


async def hangs_up(head: bytes, writer: asyncio.StreamWriter) -> None:
    """Says nothing, and closes."""


async def gibberish(head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


async def stops_halfway(head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok")


async def endless_head(head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nServer: ")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def resets(head: bytes, writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


NO_HTTP = {
    "it hung up without an answer": hangs_up,
    "the answer is not HTTP, or broke off: illegal status line": gibberish,
    "the answer is not HTTP, or broke off: peer closed connection": stops_halfway,
    "the answer is not HTTP, or broke off: its head is longer than 64 KiB": endless_head,
    "the connection was reset": resets,
}


@pytest.mark.parametrize(("words", "answer"), NO_HTTP.items(), ids=[answer.__name__ for answer in NO_HTTP.values()])
async def test_what_is_no_http_fails_and_says_so(words: str, answer: Answer) -> None:
    seen = await check(answer, body_text="ok")
    assert not seen.ok
    assert seen.detail.startswith(words)


async def test_https_where_plain_http_is_spoken_fails_in_the_handshake() -> None:
    async def answer_to_anything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer_to_anything, "127.0.0.1", 0) as server:
        seen = await PROBER.check(web(protocol="https"), "127.0.0.1", server.sockets[0].getsockname()[1])
    assert (seen.ok, seen.detail) == (False, "TLS handshake failed: wrong version number")


async def test_a_check_leaves_no_connection_and_no_task_behind() -> None:
    hung_up = asyncio.Event()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 9\r\n\r\n")
        await reader.read()
        hung_up.set()
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        before = asyncio.all_tasks()
        await PROBER.check(web(), "127.0.0.1", server.sockets[0].getsockname()[1])
        await asyncio.wait_for(hung_up.wait(), 5)
        assert asyncio.all_tasks() <= before


SERVER = """
import http.server
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
async def process() -> AsyncIterator[asyncio.subprocess.Process]:
    """A web server in a process of its own; its first line is its port."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, stdout=pipe, stderr=nowhere)
    yield process
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def timed(port: int, within: float) -> tuple[str, float]:
    """What a check with that timeout (seconds) says, and how long it takes."""
    clock = asyncio.get_running_loop().time
    began = clock()
    seen = await PROBER.check(web(timeout=within), "127.0.0.1", port)
    return seen.detail, clock() - began


async def test_a_stopped_server_takes_the_whole_timeout_and_a_killed_one_refuses_at_once(
    process: asyncio.subprocess.Process,
) -> None:
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    assert (await timed(port, 5))[0].startswith("HTTP 200")
    process.send_signal(signal.SIGSTOP)
    detail, took = await timed(port, 0.3)
    assert (detail, 0.29 <= took < 0.8) == ("no answer within 0.3 s", True)
    process.kill()
    await process.wait()
    detail, took = await timed(port, 5)
    assert (detail, took < 2.5) == ("refused", True)
