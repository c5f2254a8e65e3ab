"""How the API is asked: a question again when its connection breaks, a write so that it is made once, pages in turn."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from trunkline.errors import DocumentError, Problem, TrunklineError, Unauthorized, Unreachable

Json = Any
"""What JSON can say: dict, list, str, int, float, bool, None."""

NOT_MODIFIED = 304

ONCE = "Idempotency-Key"
"""The header by which a write is known again, so that it is made once however often it is sent."""

PAGE = 1000
"""Rows of a page of a list; the node gives no more."""

BROKEN = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
"""What a connection says that broke on the way."""

PAUSES = (0.1, 1.0)
"""Seconds before a request whose connection broke is sent once more, and then a last time."""


class Wire:
    """The way to one node. Raises Unreachable when nothing answers there, and what the node raised otherwise."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8300",
        token: str | None = None,
        *,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds, for each request; `transport` replaces the network in tests."""
        self.url = url.rstrip("/")
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=min(timeout, 5.0)),
            transport=transport,
            headers=_authorization(token),
            trust_env=not is_local(url),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def write(self, method: str, path: str, asked: Mapping[str, Any] | None = None, **sent: Any) -> Json:
        """What the node says to a request that is made once however often it is sent."""
        headers = {**sent.pop("headers", {}), **named_request()}
        return self.json(method, path, asked, headers=headers, **sent)

    def json(self, method: str, path: str, asked: Mapping[str, Any] | None = None, **sent: Any) -> Json:
        """What the node says; parameters that are None or empty are left out."""
        return body_of(self.ask(method, path, params=_said(asked or {}), **sent))

    def pages(self, path: str, wanted: Mapping[str, Json]) -> Iterator[httpx.Response]:
        """Each page of a list, the first and those that it leads to."""
        found = self.ask("GET", path, params={"limit": PAGE, **_said(wanted)})
        yield found
        while link := found.links.get("next"):
            found = self.ask("GET", path, params=httpx.URL(link["url"]).params)
            yield found

    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """The response, if it is no error."""
        try:
            response = self._ask_again_if_broken(method, path, **sent)
        except httpx.TimeoutException:
            raise Unreachable(f"no answer from {self.url} in time") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise Unreachable(f"no node answers at {self.url}: {error} (is `trunkline serve` running?)") from None
        if response.is_success or response.status_code == NOT_MODIFIED:
            return response
        raise error_of(response)

    def _ask_again_if_broken(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """A question may be asked again, and so may a write that has a name, for it is made once."""
        pauses = PAUSES if method == "GET" or ONCE in sent.get("headers", {}) else ()
        broken: tuple[type[httpx.RequestError], ...] = BROKEN
        for pause in pauses:
            try:
                return self._http.request(method, self.url + path, **sent)
            except broken:
                broken = (*BROKEN, httpx.ConnectError)  # the node may be about to start again
                time.sleep(pause)
        return self._http.request(method, self.url + path, **sent)


def error_of(response: httpx.Response) -> TrunklineError:
    """The error that the node raised, made anew from its body."""
    try:
        body = response.json()
        name, message, problems = body["error"], body["message"], [Problem(**one) for one in body["problems"]]
    except (ValueError, KeyError, TypeError):
        what = f"{response.request.url} says {response.status_code} {response.reason_phrase}"
        return TrunklineError(f"{what}, and not in trunkline's words: is it a trunkline node?")
    if name == DocumentError.__name__:
        return DocumentError(problems)
    return _FAMILY.get(name, TrunklineError)(message)


_FAMILY = {error.__name__: error for error in TrunklineError.__subclasses__()}


def body_of(response: httpx.Response) -> Json:
    """Its JSON; raises TrunklineError if it is none."""
    try:
        return response.json()
    except json.JSONDecodeError:
        raise TrunklineError(f"{response.request.url} answers, but not in JSON: is it a trunkline node?") from None


def _said(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value not in (None, "")}


def named_request() -> dict[str, str]:
    """A header that tells a request from every other."""
    return {ONCE: str(uuid4())}


def _authorization(token: str | None) -> dict[str, str]:
    if not token:
        return {}
    if not (token.isascii() and token.isprintable()):
        raise Unauthorized("the token holds characters that no token has: copy it again")
    return {"Authorization": f"Bearer {token}"}


def is_local(url: str) -> bool:
    """Whether a URL leads to this machine: no proxy leads here, and a token that is kept here may be sent."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
