"""The HTTP API in Python: a method per route. What comes back is JSON as OpenAPI tells it; what fails is our errors.

with Client("http://127.0.0.1:8300", token) as gtm:
    gtm.apply(documents, why="move to the new data centre")
    for row in gtm.probe("www.example.com"):
        print(row["line"], row["answer"])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF, SECTIONS
from trunkline.errors import DocumentError, Problem, TrunklineError, Unauthorized, Unreachable

Json = Any
"""What JSON can say: dict, list, str, int, float, bool, None."""

ZONE_FILE = "text/dns"
NOT_MODIFIED = 304

_TAG = re.compile(r'(?:W/)?"(\d+)"')


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was read, and the revision that a change of it may expect to find."""

    body: Json
    revision: int


class Client:
    """One node's API. Raises Unreachable when nothing answers there, and what the node raised otherwise."""

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

    def list(self, kind: str) -> Fetched:
        """Every document of a kind; the revision is the store's."""
        return _fetched(self._ask("GET", f"/v1/{SECTION_OF[kind]}"))

    def get(self, kind: str, key: str) -> Fetched:
        """One document; raises NotFound."""
        return _fetched(self._ask("GET", _path(kind, key)))

    def get_zone_file(self, name: str) -> str:
        """A zone as a zone file; raises NotFound."""
        return self._ask("GET", _path("zone", name), headers={"Accept": ZONE_FILE}).text

    def put(self, document: Document, *, why: str = "", expected: int | None = None) -> Json:
        """Creates or replaces one; `expected` is its revision, 0 if it must be new."""
        path = _path(document.kind, document.key)
        return self._change("PUT", path, why, expected, json=document.model_dump(mode="json"))

    def put_zone_file(self, name: str, text: str, *, why: str = "", expected: int | None = None) -> Json:
        """Creates or replaces a zone by what a zone file says."""
        headers = {"Content-Type": ZONE_FILE}
        return self._change("PUT", _path("zone", name), why, expected, headers=headers, content=text.encode())

    def patch(
        self, kind: str, key: str, changes: Mapping[str, Json], *, why: str = "", expected: int | None = None
    ) -> Json:
        """Changes some fields of one; None brings a default back."""
        return self._change("PATCH", _path(kind, key), why, expected, json=dict(changes))

    def delete(self, kind: str, key: str, *, why: str = "", expected: int | None = None) -> Json:
        """Deletes one; raises NotFound, StillReferenced."""
        return self._change("DELETE", _path(kind, key), why, expected)

    def documents(self) -> Fetched:
        """Every document by section, at one revision of the store."""
        return _fetched(self._ask("GET", "/v1/documents"))

    def apply(
        self, documents: Iterable[Document], *, why: str = "", prune: bool = False, expected: int | None = None
    ) -> Json:
        """Creates or replaces all of these or none; `expected` is the revision of the store."""
        asked = {"why": why, "prune": prune, "expected": expected}
        return self._json("POST", "/v1/apply", asked, json=sections_of(documents))

    def plan(self, documents: Iterable[Document], *, prune: bool = False) -> Json:
        """What an apply would change; nothing is written."""
        return self._json("POST", "/v1/plan", {"prune": prune}, json=sections_of(documents))

    def explain(self, name: str, asker: str, type: str = "A") -> Json:
        """Why that asker is answered as it is."""
        return self._json("GET", "/v1/explain", {"name": name, "from": asker, "type": type})

    def probe(self, name: str, type: str = "A", lines: Sequence[str] = ()) -> Json:
        """Asks the node's DNS port once for each line."""
        return self._json("GET", "/v1/probe", {"name": name, "type": type, "line": [*lines]})

    def status(self) -> Json:
        """How the node is."""
        return self._json("GET", "/v1/status")

    def statuses(self, kind: str) -> Json:
        """How every "address", "pool", "access_domain" or "place" is."""
        return self._json("GET", f"/v1/status/{SECTION_OF[kind]}")

    def history(
        self, kind: str | None = None, key: str | None = None, *, limit: int = 100, before: int | None = None
    ) -> Json:
        """Who changed what, newest first."""
        return self._json("GET", "/v1/history", {"kind": kind, "key": key, "limit": limit, "before": before})

    def catalogue(self) -> Json:
        """Every line that pools may serve."""
        return self._json("GET", "/v1/catalogue")

    def tokens(self) -> Json:
        """Tokens without their secrets."""
        return self._json("GET", "/v1/tokens")

    def create_token(self, name: str, *, expires: float | None = None) -> Json:
        """Makes a token; its secret is in the answer and nowhere else. `expires` in seconds since the epoch."""
        return self._json("POST", "/v1/tokens", json={"name": name, "expires": expires})

    def revoke_token(self, name: str) -> None:
        """Ends a token; raises NotFound."""
        self._ask("DELETE", f"/v1/tokens/{_step(name)}")

    def assignments(self, place: str, *, known: str = "", wait: float = 0.0) -> tuple[Json, str] | None:
        """What that place is to check, and its ETag; with `known`, one had before, None if after `wait` seconds it is
        still so. Raises NotFound if there is no such place."""
        headers = {"If-None-Match": known} if known else {}
        response = self._ask("GET", "/v1/assignments", params={"place": place, "wait": wait}, headers=headers)
        return None if response.status_code == NOT_MODIFIED else (_body(response), response.headers.get("etag", ""))

    def report(self, place: str, reports: Sequence[Json]) -> Json:
        """Tells what that place finds; answers how many of these were taken and how many ignored."""
        return self._json("POST", "/v1/reports", json={"place": place, "reports": [*reports]})

    def _change(self, method: str, path: str, why: str, expected: int | None, **sent: Any) -> Json:
        headers = {**sent.pop("headers", {}), **_condition(expected)}
        return self._json(method, path, {"why": why}, headers=headers, **sent)

    def _json(self, method: str, path: str, asked: Mapping[str, Any] | None = None, **sent: Any) -> Json:
        wanted = {name: value for name, value in (asked or {}).items() if value not in (None, "")}
        return _body(self._ask(method, path, params=wanted, **sent))

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        try:
            response = self._http.request(method, self.url + path, **sent)
        except httpx.TimeoutException:
            raise Unreachable(f"no answer from {self.url} in time") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise Unreachable(f"no node answers at {self.url}: {error} (is `trunkline serve` running?)") from None
        if response.is_success or response.status_code == NOT_MODIFIED:
            return response
        raise error_of(response)


def sections_of(documents: Iterable[Document]) -> dict[str, list[Json]]:
    """Documents as a file or a body holds them: section by section."""
    found: dict[str, list[Json]] = {section: [] for section in SECTIONS}
    for document in documents:
        found[SECTION_OF[document.kind]].append(document.model_dump(mode="json", exclude_defaults=True))
    return {section: bodies for section, bodies in found.items() if bodies}


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


def _body(response: httpx.Response) -> Json:
    try:
        return response.json()
    except json.JSONDecodeError:
        raise TrunklineError(f"{response.request.url} answers, but not in JSON: is it a trunkline node?") from None


def _fetched(response: httpx.Response) -> Fetched:
    """A proxy that packs bodies makes an ETag weak (RFC 9110 section 8.8.1); it is the same revision."""
    body, tag = _body(response), _TAG.fullmatch(response.headers.get("etag", ""))
    if not tag:
        raise TrunklineError(f"{response.request.url} answers without a revision: is it a trunkline node?")
    return Fetched(body, int(tag[1]))


def _path(kind: str, key: str) -> str:
    return f"/v1/{SECTION_OF[kind]}/" + "/".join(map(_step, key.split("/")))


def _step(text: str) -> str:
    """One step of a path. Dots are quoted too where they would mean this folder or the one above."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")


def _condition(expected: int | None) -> dict[str, str]:
    if expected is None:
        return {}
    return {"If-Match": f'"{expected}"'} if expected else {"If-None-Match": "*"}


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
