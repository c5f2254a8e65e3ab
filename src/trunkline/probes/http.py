"""Does the web server give the page that it should? (gtm.md sections 11, 11.1, Q15)

Every check has connections of its own, to the very address it is about, whatever DNS says of the host it asks for; no
proxy stands between. Certificates are not verified: an expired one is no reason to send users elsewhere.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress

import httpx

from trunkline.documents.monitor import Monitor
from trunkline.health.observation import Observation
from trunkline.probes.duration import milliseconds

MAX_REDIRECTS = 5
BODY_LIMIT = 64 * 1024
"""Bytes of the body that are searched; Q15."""


async def check_http(monitor: Monitor, endpoint: str, port: int) -> Observation:
    """Ask once, follow redirects if told to, and judge what comes back.

    Raises httpx.HTTPError if there is no answer to judge; the caller sets the time limit, and a server that sends
    little by little reaches it.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    async with _client(monitor, endpoint) as client:
        response = await _get(client, _first_request(client, monitor, endpoint, port), monitor.follow_redirects)
        latency = clock() - began
        return await _judge(monitor, response, latency)


def _client(monitor: Monitor, endpoint: str) -> httpx.AsyncClient:
    headers = {"User-Agent": "trunkline", "Accept-Encoding": "identity", "Connection": "close"}
    return httpx.AsyncClient(transport=_Pinned(monitor, endpoint), headers=headers, timeout=None, trust_env=False)


def _first_request(client: httpx.AsyncClient, monitor: Monitor, endpoint: str, port: int) -> httpx.Request:
    url = httpx.URL(f"{monitor.protocol}://{_name(monitor, endpoint)}:{port}{monitor.path}")
    return client.build_request("GET", url, headers={"Host": monitor.host} if monitor.host else {})


def _name(monitor: Monitor, endpoint: str) -> str:
    """The host as it stands in a URL: no port, an IPv6 address in brackets."""
    if monitor.host:
        endpoint = httpx.URL(f"//{monitor.host}").host
    return f"[{endpoint}]" if ":" in endpoint else endpoint


async def _get(client: httpx.AsyncClient, request: httpx.Request, follow: bool) -> httpx.Response:
    for _ in range(1 + MAX_REDIRECTS):
        response = await client.send(request, stream=True)
        if response.next_request is None or not follow:
            return response
        await response.aclose()  # the body of a redirect may be endless: httpx, following by itself, would read it
        request = response.next_request
    raise httpx.TooManyRedirects(f"more than {MAX_REDIRECTS} redirects", request=request)


async def _judge(monitor: Monitor, response: httpx.Response, latency: float) -> Observation:
    status = response.status_code
    if status >= monitor.status_threshold:
        return Observation(False, f"HTTP {status}, {monitor.status_threshold} or higher fails", latency)
    if monitor.body_text is not None and not await _contains(response, monitor.body_text):
        detail = f"HTTP {status}, but the text {monitor.body_text!r} is not in the first 64 KiB"
        return Observation(False, detail, latency)
    return Observation(True, f"HTTP {status} in {milliseconds(latency)}", latency)


async def _contains(response: httpx.Response, text: str) -> bool:
    head = bytearray()
    async for part in response.aiter_bytes():
        head += part
        if len(head) >= BODY_LIMIT:
            break
    return any(spelling in head[:BODY_LIMIT] for spelling in _spellings(text, response.charset_encoding))


def _spellings(text: str, declared: str | None) -> Iterator[bytes]:
    """The text as bytes; pages often declare their charset inside only, and Chinese ones are in one of these two."""
    for charset in (declared or "utf-8", "utf-8", "gb18030"):
        with suppress(LookupError, UnicodeEncodeError):
            yield text.encode(charset)


class _Pinned(httpx.AsyncBaseTransport):
    """Sends what is meant for the monitored host to the endpoint; to other hosts (redirects) the usual way."""

    def __init__(self, monitor: Monitor, endpoint: str) -> None:
        self._endpoint = endpoint
        self._host = httpx.URL(f"//{_name(monitor, endpoint)}").host
        self._name_in_handshake = self._host if monitor.sni else _NO_NAME
        self._network = httpx.AsyncHTTPTransport(verify=_TLS, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != self._host:
            return await self._network.handle_async_request(request)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=self._endpoint),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": self._name_in_handshake},
        )
        return await self._network.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._network.aclose()


_NO_NAME = "0.0.0.0"
"""An IP address is never sent as a name (RFC 6066 section 3), so this leaves the name out of the handshake."""


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _tls()
"""One for all checks: to make one takes longer than a handshake."""
