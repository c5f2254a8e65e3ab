"""HTTP/2 over a connection, from the first byte (RFC 9113)."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)

from trunkline.documents.monitors.asks import HttpReply
from trunkline.probes.connection import Line
from trunkline.probes.failure import BadReply

STREAM = 1
SETTINGS = b"\4"
"""The type of a frame: its fourth byte (RFC 9113 sections 4.1 and 6.5)."""


async def exchange(
    line: Line, method: str, target: str, headers: list[tuple[str, str]], body: bytes, read: int, began: float
) -> HttpReply:
    """The reply to its end, trailers included, or as soon as the body has `read` bytes.

    The body that is sent must fit into one frame (16 KiB). Raises h2's ProtocolError or BadReply if that is no answer.
    """
    http = H2Connection(H2Configuration(header_encoding="latin-1"))
    http.initiate_connection()
    http.send_headers(STREAM, [(":method", method), (":path", target), *headers], end_stream=not body)
    if body:
        http.send_data(STREAM, body, end_stream=True)
    reply, begun = _Reply(), False
    while not reply.complete and len(reply.body) < read:
        line.write(http.data_to_send())
        if not (data := await line.read()):
            raise BadReply("it hung up without an answer")
        if not begun:
            _greeting(data)
            begun = True
        for event in http.receive_data(data):
            reply.take(event)
            if isinstance(event, DataReceived):
                http.acknowledge_received_data(event.flow_controlled_length, STREAM)
            if isinstance(event, ResponseReceived):
                reply.latency = monotonic() - began
    status = int(reply.headers.get(":status", 0))
    return HttpReply(status, reply.latency, reply.headers, bytes(reply.body[:read]), reply.trailers)


def _greeting(data: bytes) -> None:
    """A server begins with a SETTINGS frame (RFC 9113 section 3.4); h2 would wait for all of a frame that is none."""
    if data.startswith(b"HTTP/1."):
        raise BadReply("it speaks HTTP/1 there, not HTTP/2")
    if data[3:4] not in (b"", SETTINGS):
        raise BadReply("the answer is not HTTP/2")


@dataclass(slots=True)
class _Reply:
    """What has come of the reply."""

    latency: float = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    trailers: dict[str, str] = field(default_factory=dict)
    complete: bool = False

    def take(self, event: Event) -> None:
        match event:
            case ResponseReceived(headers=headers):
                self.headers = {str(name): str(value) for name, value in headers}
            case DataReceived(data=data):
                self.body += data
            case TrailersReceived(headers=headers):
                self.trailers = {str(name): str(value) for name, value in headers}
            case StreamEnded():
                self.complete = True
            case StreamReset() | ConnectionTerminated():
                raise BadReply(f"it broke off the answer: {_reason(event.error_code)}")


def _reason(code: object) -> str:
    return str(getattr(code, "name", code)).replace("_", " ").lower()
