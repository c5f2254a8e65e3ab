"""HTTP/1.1 over a connection (RFC 9112)."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

import h11
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from trunkline.documents.monitors.asks import HttpReply
from trunkline.probes.connection import Line
from trunkline.probes.failure import NO_HTTP, BadReply

LONGEST_HEAD = 65_536
"""Bytes before the body, those of interim responses included."""

_LENIENCIES = {"lenient_headers": True, "lenient_optional_cr_before_lf": True, "lenient_chunked_length": True}
"""Old servers fold headers, end lines by LF alone, or tell the length of what is chunked (RFC 9112 sections 2.2, 5.2
and 6.1), and serve all the same."""


async def exchange(
    line: Line, method: str, target: str, headers: list[tuple[str, str]], body: bytes, read: int, began: float
) -> HttpReply:
    """The final status with the first `read` bytes of the body; the latency is counted from `began` to the headers.

    Raises h11.LocalProtocolError if that cannot be asked, HttpParserError or BadReply if what comes is no answer.
    """
    if body or method in ("POST", "PUT"):
        headers = [*headers, ("Content-Length", str(len(body)))]
    line.write(_head(method, target, tuple(headers)) + body)
    reply = _Reply(read)
    while not reply.whole:
        reply.take(await line.read())
    return HttpReply(reply.status, reply.at - began, reply.headers, bytes(reply.body[:read]))


@lru_cache(4096)
def _head(method: str, target: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """The same one again and again: to check the form of each header takes longer than to send them."""
    request = h11.Request(method=method, target=target, headers=list(headers))
    return h11.Connection(h11.CLIENT).send(request) or b""


class _Reply:
    """What has come of the answer: read by httptools, in C, which calls what is named `on_…`.

    `at` is when the headers were there, in seconds of the monotonic clock.
    """

    def __init__(self, read: int) -> None:
        self.status, self.at, self.headers, self.body = 0, 0.0, dict[str, str](), bytearray()
        self._read, self._size, self._over = read, 0, False
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_LENIENCIES)

    @property
    def whole(self) -> bool:
        """Whether there is all that is wanted of it."""
        return self.status > 0 and (self._over or len(self.body) >= self._read)

    def take(self, data: bytes) -> None:
        """What comes next; nothing at the end of the connection. Raises HttpParserError or BadReply."""
        if not data:
            self._end()
        elif not self._size and not data.startswith(b"HTTP/1."[: len(data)]):
            raise BadReply(f"{NO_HTTP}: illegal status line {data[:40]!r}")
        else:
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            if not self.whole:  # what is wrong behind the end of what we want is nothing to us
                raise
        except HttpParserUpgrade:
            raise BadReply(f"{NO_HTTP}: it switches to another protocol") from None
        if not self.status and self._size > LONGEST_HEAD:
            raise BadReply(f"{NO_HTTP}: its head is longer than {LONGEST_HEAD // 1024} KiB")

    def _end(self) -> None:
        """Only a body that says nothing of its length may end so (RFC 9112 section 6.3)."""
        if not self._size:
            raise BadReply("it hung up without an answer")
        if not self.status or self.headers.keys() & {"content-length", "transfer-encoding"}:
            raise BadReply(f"{NO_HTTP}: peer closed connection before the end")
        self._over = True

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.status:  # else it is a trailer, or an answer that nobody asked for
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # an interim one (RFC 9110 section 15.2)
            self.headers.clear()
        elif not self.status:
            self.status, self.at = status, monotonic()

    def on_body(self, data: bytes) -> None:
        if not self._over:
            self.body += data

    def on_message_complete(self) -> None:
        self._over = self.status > 0
