"""A request goes out over a connection of its own, to the very address that it is about; redirects are followed.

Whatever DNS says of the host that is asked for, the request goes to the endpoint; no proxy stands between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

from trunkline.documents.monitors.asks import HttpReply, HttpRequest, Tls
from trunkline.probes import http1, http2
from trunkline.probes.connection import certificate_left, connected
from trunkline.probes.failure import BadReply
from trunkline.probes.target import Target, resolve

DEFAULT_PORT = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
OURS = {"User-Agent": "trunkline", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}

_SAFE = "".join(map(chr, range(0x21, 0x7F)))
"""What stands in a URL as it is; all else is percent-encoded."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request on the way: `host` as the Host header has it, `name` without its port, `address` if it is known."""

    scheme: str
    host: str
    name: str
    port: int
    target: str
    method: str
    tls: Tls | None
    address: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


async def request(ask: HttpRequest, target: Target) -> HttpReply:
    """The reply at the end of the redirects; its latency is counted from the beginning.

    Raises what keeps it from an answer; the caller sets the time limit, which a server that sends little by little
    reaches.
    """
    began = monotonic()
    first = hop = _first(ask, target, await target.address())
    for _ in range(1 + ask.redirects):
        reply = await _send(hop, ask, target, began)
        if not ask.redirects or reply.status not in REDIRECTS or "location" not in reply.headers:
            return reply
        hop = _next(hop, first, reply)
    raise BadReply(f"more than {ask.redirects} redirects")


async def _send(hop: _Hop, ask: HttpRequest, target: Target, began: float) -> HttpReply:
    address = hop.address or await resolve(hop.name, target.ip_version)
    async with connected(address, hop.port, hop.tls, hop.name, "h2" if ask.http2 else "http/1.1") as line:
        if ask.http2:
            headers = [(":scheme", hop.scheme), (":authority", hop.host), *hop.headers.items()]
            reply = await http2.exchange(line, hop.method, hop.target, headers, hop.body, ask.read, began)
        else:
            headers = [("Host", hop.host), *_with_ours(hop.headers).items()]
            reply = await http1.exchange(line, hop.method, hop.target, headers, hop.body, ask.read, began)
        if hop.tls is not None and hop.tls.dated:
            return replace(reply, certificate_left=certificate_left(line))
        return reply


def _with_ours(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The monitor's own headers take the place of ours."""
    if not headers:
        return OURS
    given = {name.lower() for name in headers}
    return {name: value for name, value in OURS.items() if name.lower() not in given} | dict(headers)


def _first(ask: HttpRequest, target: Target, address: str) -> _Hop:
    scheme = "https" if ask.tls else "http"
    host, name = ask.host, target.endpoint
    if host is None:
        host = f"[{name}]" if ":" in name else name
        host += "" if target.port == DEFAULT_PORT[scheme] else f":{target.port}"
    else:
        name = urlsplit(f"//{host}").hostname or name
    return _Hop(scheme, host, name, target.port, ask.target, ask.method, ask.tls, address, ask.headers, ask.body)


def _next(hop: _Hop, first: _Hop, reply: HttpReply) -> _Hop:
    """Where a redirect leads (RFC 9110 section 15.4): to the endpoint as long as it keeps to the host that was asked
    for, and elsewhere the usual way.

    The monitor's own headers and body, which may hold secrets, go to no other host, and not from TLS into the open.
    """
    place = quote(reply.headers["location"].encode("latin-1"), safe=_SAFE)
    try:
        url = urlsplit(urljoin(f"{hop.scheme}://{hop.host}{hop.target}", place))
        default = DEFAULT_PORT[url.scheme]
        stays = url.scheme == hop.scheme and url.netloc == hop.host  # the Host header says nothing of the real port
        port = hop.port if stays else url.port or default
    except (KeyError, ValueError):
        raise BadReply(f"it redirects to {place[:200]!r}, which is no place for HTTP") from None
    if not url.hostname:
        raise BadReply(f"it redirects to {place[:200]!r}, which names no host")
    ours = url.hostname == first.name
    trusted = ours and hop.headers is first.headers and (url.scheme == "https" or hop.scheme == "http")
    anew = hop.method == "POST" if reply.status in (301, 302) else reply.status == 303 and hop.method != "HEAD"
    return _Hop(
        scheme=url.scheme,
        host=url.netloc.rpartition("@")[2],
        name=url.hostname,
        port=port,
        target=(url.path or "/") + (f"?{url.query}" if url.query else ""),
        method="GET" if anew else hop.method,
        tls=(first.tls or Tls()) if url.scheme == "https" else None,
        address=first.address if ours else None,
        headers=first.headers if trusted else {},
        body=hop.body if trusted and not anew else b"",
    )
