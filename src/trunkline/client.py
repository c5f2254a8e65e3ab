"""The HTTP API in Python: a method per route. What comes back is JSON as OpenAPI tells it; what fails is our errors.

with Client("http://127.0.0.1:8300", token) as gtm:
    gtm.apply(documents, why="move to the new data centre")
    for row in gtm.probe("www.example.com"):
        print(row["line"], row["answer"])
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx

from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF, SECTIONS
from trunkline.errors import DocumentError, Problem, TrunklineError, Unauthorized, Unreachable

Json = Any
"""What JSON can say: dict, list, str, int, float, bool, None."""

ZONE_FILE = "text/dns"
NOT_MODIFIED = 304

ONCE = "Idempotency-Key"
"""The header by which a write is known again, so that it is made once however often it is sent."""

PAGE = 1000
"""Rows of a page of a list; the node gives no more."""

BROKEN = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
"""What a connection says that broke on the way."""

PAUSES = (0.1, 1.0)
"""Seconds before a request whose connection broke is sent once more, and then a last time."""

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

    def list(self, kind: str, **wanted: Json) -> Fetched:
        """Every document of a kind, or those that are wanted: `contains`, `type`, `enabled` … as OpenAPI tells.

        The revision is the store's when it began: of what is written meanwhile, the rest of the list may know.
        """
        pages = [*self._pages(f"/v1/{SECTION_OF[kind]}", wanted)]
        return Fetched([row for page in pages for row in _body(page)], _fetched(pages[0]).revision)

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

    def rollback(self, revision: int, *, why: str = "", expected: int | None = None) -> Json:
        """Puts every document back as it was at that revision, or none; `expected` is the store's present one."""
        return self._write("POST", "/v1/rollback", {"revision": revision, "why": why, "expected": expected})

    def plan_rollback(self, revision: int) -> Json:
        """What a rollback would change; nothing is written."""
        return self._json("GET", "/v1/rollback", {"revision": revision})

    def apply(
        self, documents: Iterable[Document], *, why: str = "", prune: bool = False, expected: int | None = None
    ) -> Json:
        """Creates or replaces all of these or none; `expected` is the revision of the store."""
        asked = {"why": why, "prune": prune, "expected": expected}
        return self._write("POST", "/v1/apply", asked, json=sections_of(documents))

    def plan(self, documents: Iterable[Document], *, prune: bool = False) -> Json:
        """What an apply would change; nothing is written."""
        return self._json("POST", "/v1/plan", {"prune": prune}, json=sections_of(documents))

    def scenarios(self) -> Json:
        """The presets: name, summary, and the JSON schema of the parameters."""
        return self._json("GET", "/v1/scenarios")

    def set_up(self, scenario: str, parameters: Mapping[str, Json], *, why: str = "", dry_run: bool = False) -> Json:
        """Creates all documents of a preset or none; a dry run only tells them. Without parameters, an example."""
        path = f"/v1/scenarios/{_step(scenario)}"
        return self._write("POST", path, {"why": why, "dry_run": dry_run}, json=dict(parameters))

    def explain(self, name: str, asker: str, type: str = "A", *, at: float | None = None) -> Json:
        """Why that asker is answered as it is, or was `at` a moment of the past in seconds since the epoch."""
        return self._json("GET", "/v1/explain", {"name": name, "from": asker, "type": type, "at": at})

    def simulate(self, addresses: Sequence[str] = (), pools: Sequence[str] = (), lines: Sequence[str] = ()) -> Json:
        """Who would be answered what if these failed; nothing is touched."""
        return self._json("GET", "/v1/simulate", {"address": [*addresses], "pool": [*pools], "line": [*lines]})

    def references(self, kind: str, key: str) -> Json:
        """Who refers to a document, directly and through others; raises NotFound."""
        return self._json("GET", "/v1/references", {"kind": kind, "key": key})

    def delegation(
        self, zone: str, *, resolver: str | None = None, parent: str | None = None, port: int | None = None
    ) -> Json:
        """Whether the world finds a zone: what its parent says, and each of its servers; raises NotFound."""
        asked = {"resolver": resolver, "parent": parent, "port": port}
        return self._json("GET", f"{_path('zone', zone)}/delegation", asked)

    def probe(self, name: str, type: str = "A", lines: Sequence[str] = ()) -> Json:
        """Asks the node's DNS port once for each line."""
        return self._json("GET", "/v1/probe", {"name": name, "type": type, "line": [*lines]})

    def status(self) -> Json:
        """How the node is."""
        return self._json("GET", "/v1/status")

    def summary(self) -> Json:
        """How much there is."""
        return self._json("GET", "/v1/summary")

    def statuses(self, kind: str, **wanted: Json) -> Json:
        """How every "address", "pool", "access_domain" or "place" is, or those that are wanted: `health` …"""
        pages = self._pages(f"/v1/status/{SECTION_OF[kind]}", wanted)
        return [row for page in pages for row in _body(page)]

    def history(self, kind: str | None = None, key: str | None = None, *, limit: int = 100, **sought: Json) -> Json:
        """Who changed what, newest first; `before` is a revision, `since` and `until` are seconds, `by` is who."""
        return self._json("GET", "/v1/history", {"kind": kind, "key": key, "limit": limit, **sought})

    def log(self, name: str, *, limit: int = 100, **sought: Json) -> Json:
        """The log of "alerts", "deliveries", "switches" or "standings", newest first; `key`, `since`, `contains` …"""
        return self._json("GET", f"/v1/logs/{_step(name)}", {"limit": limit, **sought})

    def brake(self) -> Json:
        """What the brake holds back."""
        return self._json("GET", "/v1/brake")

    def release_brake(self, *, why: str = "") -> Json:
        """Lets it move, on every node; raises NotFound when nothing is held back."""
        return self._write("POST", "/v1/brake/release", {"why": why})

    def test_contact_group(self, name: str) -> Json:
        """Sends a message to each of its channels now, and tells what became of it."""
        return self._json("POST", f"{_path('contact_group', name)}/test")

    def catalogue(self) -> Json:
        """Every line that pools may serve."""
        return self._json("GET", "/v1/catalogue")

    def tokens(self) -> Json:
        """Tokens without their secrets."""
        return self._json("GET", "/v1/tokens")

    def create_token(self, name: str, *, expires: float | None = None) -> Json:
        """Makes a token; its secret is in the answer and nowhere else. `expires` in seconds since the epoch."""
        return self._write("POST", "/v1/tokens", json={"name": name, "expires": expires})

    def revoke_token(self, name: str) -> None:
        """Ends a token; raises NotFound."""
        self._ask("DELETE", f"/v1/tokens/{_step(name)}", headers=_named_request())

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
        return self._write(method, path, {"why": why}, headers=headers, **sent)

    def _write(self, method: str, path: str, asked: Mapping[str, Any] | None = None, **sent: Any) -> Json:
        headers = {**sent.pop("headers", {}), **_named_request()}
        return self._json(method, path, asked, headers=headers, **sent)

    def _json(self, method: str, path: str, asked: Mapping[str, Any] | None = None, **sent: Any) -> Json:
        return _body(self._ask(method, path, params=_said(asked or {}), **sent))

    def _pages(self, path: str, wanted: Mapping[str, Json]) -> Iterator[httpx.Response]:
        """Each page of a list, the first and those that it leads to."""
        found = self._ask("GET", path, params={"limit": PAGE, **_said(wanted)})
        yield found
        while link := found.links.get("next"):
            found = self._ask("GET", path, params=httpx.URL(link["url"]).params)
            yield found

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
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


def _said(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value not in (None, "")}


def _named_request() -> dict[str, str]:
    return {ONCE: str(uuid4())}


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
