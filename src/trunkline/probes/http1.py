"""HTTP/1.1 over a connection (RFC 9112)."""

from __future__ import annotations

import asyncio
from functools import lru_cache

import h11

from trunkline.documents.monitors.asks import HttpReply
from trunkline.probes.connection import Streams
from trunkline.probes.failure import BadReply

CHUNK = 65_536


async def exchange(
    streams: Streams, method: str, target: str, headers: list[tuple[str, str]], body: bytes, read: int, began: float
) -> HttpReply:
    """The final status with the first `read` bytes of the body; the latency is counted from `began` to the headers.

    Raises h11.RemoteProtocolError or BadReply if that is no answer.
    """
    reader, writer = streams
    http = h11.Connection(h11.CLIENT)
    if body or method in ("POST", "PUT"):
        headers = [*headers, ("Content-Length", str(len(body)))]
    writer.write(_sent(http, _request(method, target, tuple(headers))))
    if body:
        writer.write(_sent(http, h11.Data(body)))
    writer.write(_sent(http, h11.EndOfMessage()))
    response = await _response(http, reader)
    latency = asyncio.get_running_loop().time() - began
    found = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
    return HttpReply(response.status_code, latency, found, await _body(http, reader, read) if read else b"")


@lru_cache(4096)
def _request(method: str, target: str, headers: tuple[tuple[str, str], ...]) -> h11.Request:
    """The same one again and again: to check the form of each header takes longer than to send them."""
    return h11.Request(method=method, target=target, headers=list(headers))


async def _response(http: h11.Connection, reader: asyncio.StreamReader) -> h11.Response:
    while not isinstance(event := http.next_event(), h11.Response):
        if event is h11.NEED_DATA:
            data = await reader.read(CHUNK)
            if not data and not http.trailing_data[0]:
                raise BadReply("it hung up without an answer")
            http.receive_data(data)
    return event


async def _body(http: h11.Connection, reader: asyncio.StreamReader, read: int) -> bytes:
    """Not more than is asked for: a body may be endless."""
    found = bytearray()
    while len(found) < read:
        match http.next_event():
            case h11.NEED_DATA:
                http.receive_data(await reader.read(CHUNK))
            case h11.Data(data=data):
                found += data
            case _:
                break
    return bytes(found[:read])


def _sent(http: h11.Connection, event: h11.Event) -> bytes:
    return http.send(event) or b""
