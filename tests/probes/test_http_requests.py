"""What an http check sends: method, headers, body; and what of it goes along to where a redirect leads."""

import asyncio
from typing import Any

import pytest
from web_servers import Answer, saying, serve

from trunkline.documents.monitors.http import HttpMonitor
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio

SECRET = {"Authorization": "Bearer x"}


def web(**fields: Any) -> HttpMonitor:
    return HttpMonitor.model_validate({"name": "web", "protocol": "http", "timeout": 1, **fields})


class Recorder:
    """A server that keeps every request; it answers by path, or 200."""

    def __init__(self, **answers: Answer) -> None:
        self.asked: list[str] = []
        self._answers = answers

    async def __call__(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        self.asked.append(head.decode())
        path = head.split()[1].decode().strip("/")
        await self._answers.get(path, saying("200 OK"))(head, writer)

    def header(self, name: str, number: int = 0) -> str | None:
        """Its value in one of the requests."""
        lines = [line.partition(": ") for line in self.asked[number].split("\r\n")]
        return next((value for given, _, value in lines if given.lower() == name), None)


async def ask(server: Recorder, **fields: Any) -> None:
    async with serve(server) as port:
        assert (await NetworkProber().check(web(**fields), "127.0.0.1", port)).ok


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
async def test_each_method_is_asked_as_it_is_called(method: str) -> None:
    server = Recorder()
    await ask(server, method=method)
    assert server.asked[0].startswith(f"{method} / HTTP/1.1\r\n")
    assert server.header("content-length") == ("0" if method in ("POST", "PUT") else None)


async def test_a_body_goes_along_with_its_length_in_bytes() -> None:
    bodies: list[bytes] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        bodies.append(await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split()[0])))
        await saying("200 OK")(head, writer)
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        seen = await NetworkProber().check(web(method="POST", request_body='{"q": "联通"}'), "127.0.0.1", port)
    assert seen.ok
    assert bodies == ['{"q": "联通"}'.encode()]


async def test_own_headers_go_along_and_take_the_place_of_ours() -> None:
    server = Recorder()
    await ask(server, headers={**SECRET, "user-agent": "probe"})
    assert (server.header("authorization"), server.header("user-agent")) == ("Bearer x", "probe")
    assert server.asked[0].lower().count("user-agent") == 1


METHODS = [  # asked first, status, asked then
    ("GET", 301, "GET"), ("POST", 301, "GET"), ("POST", 302, "GET"), ("PUT", 302, "PUT"), ("POST", 303, "GET"),
    ("PUT", 303, "GET"), ("HEAD", 303, "HEAD"), ("POST", 307, "POST"), ("POST", 308, "POST"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "status", "then"), METHODS)
async def test_a_redirect_is_followed_by_the_method_that_its_status_says(method: str, status: int, then: str) -> None:
    server = Recorder(old=saying(f"{status} Moved", b"", "Location: /new"))
    await ask(server, path="/old", method=method, follow_redirects=True, headers=SECRET)
    assert [one.split()[0] for one in server.asked] == [method, then]
    assert server.header("authorization", 1) == "Bearer x"


@pytest.mark.parametrize("status", [300, 304, 305])
async def test_other_statuses_lead_nowhere_even_with_a_place(status: int) -> None:
    server = Recorder(old=saying(f"{status} Odd", b"", "Location: /new"))
    await ask(server, path="/old", follow_redirects=True)
    assert len(server.asked) == 1


async def test_own_headers_stay_behind_when_a_redirect_leads_to_another_host() -> None:
    there = Recorder()
    async with serve(there) as elsewhere:
        here = Recorder(old=saying("307 Moved", b"", f"Location: http://localhost:{elsewhere}/new"))
        await ask(here, path="/old", method="POST", request_body="x", follow_redirects=True, headers=SECRET)
    assert (there.header("authorization"), there.header("content-length")) == (None, "0")
    assert there.header("host") == f"localhost:{elsewhere}"


async def test_a_relative_redirect_keeps_to_the_port_whatever_the_host_header_says() -> None:
    server = Recorder(old=saying("302 Moved", b"", "Location: new?q=移"))
    await ask(server, path="/old", host="www.example.com", follow_redirects=True)
    assert server.asked[1].startswith("GET /new?q=%E7%A7%BB HTTP/1.1\r\nHost: www.example.com\r\n")


NOWHERE = {
    "ftp://www.example.com/": "it redirects to 'ftp://www.example.com/', which is no place for HTTP",
    "http://[": "it redirects to 'http://[', which is no place for HTTP",
    "http://a:99999/": "it redirects to 'http://a:99999/', which is no place for HTTP",
    "https:///x": "it redirects to 'https:///x', which names no host",
    "http://no%20such%20name/": "its name cannot be resolved: ",
}


@pytest.mark.parametrize(("place", "words"), NOWHERE.items())
async def test_a_redirect_that_leads_nowhere_fails_in_words(place: str, words: str) -> None:
    async with serve(saying("302 Moved", b"", f"Location: {place}")) as port:
        seen = await NetworkProber().check(web(follow_redirects=True), "127.0.0.1", port)
    assert not seen.ok
    assert seen.detail.startswith(words)
