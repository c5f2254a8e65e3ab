"""The API as methods, one a route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from trunkline.client.wire import NOT_MODIFIED, Json, Wire, body_of, named_request
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF, SECTIONS
from trunkline.documents.token import Role
from trunkline.errors import TrunklineError

ZONE_FILE = "text/dns"

_TAG = re.compile(r'(?:W/)?"(\d+)"')


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was read, and the revision that a change of it may expect to find."""

    body: Json
    revision: int


class Client(Wire):
    """One node's API. Raises Unreachable when nothing answers there, and what the node raised otherwise."""

    def list(self, kind: str, **wanted: Json) -> Fetched:
        """Every document of a kind, or those that are wanted: `contains`, `type`, `enabled` … as OpenAPI tells.

        The revision is the store's when it began: of what is written meanwhile, the rest of the list may know.
        """
        pages = [*self.pages(f"/v1/{SECTION_OF[kind]}", wanted)]
        return Fetched([row for page in pages for row in body_of(page)], _fetched(pages[0]).revision)

    def get(self, kind: str, key: str) -> Fetched:
        """One document; raises NotFound."""
        return _fetched(self.ask("GET", _path(kind, key)))

    def get_zone_file(self, name: str) -> str:
        """A zone as a zone file; raises NotFound."""
        return self.ask("GET", _path("zone", name), headers={"Accept": ZONE_FILE}).text

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
        return _fetched(self.ask("GET", "/v1/documents"))

    def rollback(self, revision: int, *, why: str = "", expected: int | None = None) -> Json:
        """Puts every document back as it was at that revision, or none; `expected` is the store's present one."""
        return self.write("POST", "/v1/rollback", {"revision": revision, "why": why, "expected": expected})

    def plan_rollback(self, revision: int) -> Json:
        """What a rollback would change; nothing is written."""
        return self.json("GET", "/v1/rollback", {"revision": revision})

    def apply(
        self, documents: Iterable[Document], *, why: str = "", prune: bool = False, expected: int | None = None
    ) -> Json:
        """Creates or replaces all of these or none; `expected` is the revision of the store."""
        asked = {"why": why, "prune": prune, "expected": expected}
        return self.write("POST", "/v1/apply", asked, json=sections_of(documents))

    def plan(self, documents: Iterable[Document], *, prune: bool = False) -> Json:
        """What an apply would change; nothing is written."""
        return self.json("POST", "/v1/plan", {"prune": prune}, json=sections_of(documents))

    def scenarios(self) -> Json:
        """The presets: name, summary, and the JSON schema of the parameters."""
        return self.json("GET", "/v1/scenarios")

    def set_up(self, scenario: str, parameters: Mapping[str, Json], *, why: str = "", dry_run: bool = False) -> Json:
        """Creates all documents of a preset or none; a dry run only tells them. Without parameters, an example."""
        path = f"/v1/scenarios/{_step(scenario)}"
        return self.write("POST", path, {"why": why, "dry_run": dry_run}, json=dict(parameters))

    def explain(self, name: str, asker: str, type: str = "A", *, at: float | None = None) -> Json:
        """Why that asker is answered as it is, or was `at` a moment of the past in seconds since the epoch."""
        return self.json("GET", "/v1/explain", {"name": name, "from": asker, "type": type, "at": at})

    def simulate(self, addresses: Sequence[str] = (), pools: Sequence[str] = (), lines: Sequence[str] = ()) -> Json:
        """Who would be answered what if these failed; nothing is touched."""
        return self.json("GET", "/v1/simulate", {"address": [*addresses], "pool": [*pools], "line": [*lines]})

    def references(self, kind: str, key: str) -> Json:
        """Who refers to a document, directly and through others; raises NotFound."""
        return self.json("GET", "/v1/references", {"kind": kind, "key": key})

    def delegation(
        self, zone: str, *, resolver: str | None = None, parent: str | None = None, port: int | None = None
    ) -> Json:
        """Whether the world finds a zone: what its parent says, and each of its servers; raises NotFound."""
        asked = {"resolver": resolver, "parent": parent, "port": port}
        return self.json("GET", f"{_path('zone', zone)}/delegation", asked)

    def probe(self, name: str, type: str = "A", lines: Sequence[str] = ()) -> Json:
        """Asks the node's DNS port once for each line."""
        return self.json("GET", "/v1/probe", {"name": name, "type": type, "line": [*lines]})

    def status(self) -> Json:
        """How the node is."""
        return self.json("GET", "/v1/status")

    def checks(self, addresses: Sequence[str], *, last: int = 120) -> Json:
        """How the last checks of these addresses went, by task and place, the oldest first."""
        return self.json("GET", "/v1/checks", {"address": [*addresses], "last": last})

    def summary(self) -> Json:
        """How much there is."""
        return self.json("GET", "/v1/summary")

    def changes(self, *, known: str = "", wait: float = 0.0) -> tuple[Json, str] | None:
        """How far the node is, and an ETag for all documents and standings; with `known`, one had before, None if
        after `wait` seconds nothing moved."""
        headers = {"If-None-Match": known} if known else {}
        response = self.ask("GET", "/v1/changes", params={"wait": wait}, headers=headers)
        return None if response.status_code == NOT_MODIFIED else (body_of(response), response.headers.get("etag", ""))

    def traffic(self) -> Json:
        """How often the node was asked since its process started: in all, by access domain and by line."""
        return self.json("GET", "/v1/traffic")

    def statuses(self, kind: str, **wanted: Json) -> Json:
        """How every "address", "pool", "access_domain" or "place" is, or those that are wanted: `health` …"""
        pages = self.pages(f"/v1/status/{SECTION_OF[kind]}", wanted)
        return [row for page in pages for row in body_of(page)]

    def history(self, kind: str | None = None, key: str | None = None, *, limit: int = 100, **sought: Json) -> Json:
        """Who changed what, newest first; `before` is a revision, `since` and `until` are seconds, `by` is who."""
        return self.json("GET", "/v1/history", {"kind": kind, "key": key, "limit": limit, **sought})

    def log(self, name: str, *, limit: int = 100, **sought: Json) -> Json:
        """The log of "alerts", "deliveries", "switches" or "standings", newest first; `key`, `since`, `contains` …"""
        return self.json("GET", f"/v1/logs/{_step(name)}", {"limit": limit, **sought})

    def brake(self) -> Json:
        """What the brake holds back."""
        return self.json("GET", "/v1/brake")

    def release_brake(self, *, why: str = "") -> Json:
        """Lets it move, on every node; raises NotFound when nothing is held back."""
        return self.write("POST", "/v1/brake/release", {"why": why})

    def cookies(self) -> Json:
        """Whether askers get cookies, and since when they are made with the present secret."""
        return self.json("GET", "/v1/cookies")

    def roll_cookies(self, *, why: str = "") -> Json:
        """Makes a new secret for cookies, on every node."""
        return self.write("POST", "/v1/cookies/roll", {"why": why})

    def test_contact_group(self, name: str) -> Json:
        """Sends a message to each of its channels now, and tells what became of it."""
        return self.json("POST", f"{_path('contact_group', name)}/test")

    def catalogue(self) -> Json:
        """Every line that pools may serve."""
        return self.json("GET", "/v1/catalogue")

    def line_table(self) -> Json:
        """What the line table is made of."""
        return self.json("GET", "/v1/line_table")

    def asker(self, address: str) -> Json:
        """Which lines an address is on, and which layers of the line table say so."""
        return self.json("GET", "/v1/line_table/at", {"address": address})

    def coverage(self, line: str | None = None) -> Json:
        """How much of the address space each line covers, or one with those within it; raises NotFound."""
        return self.json("GET", "/v1/line_table/coverage", {"line": line})

    def test_resolvers(self, rows: str | None = None) -> Json:
        """Whether the known resolvers are on their carriers' lines, or those of a CSV with address, line and name."""
        if rows is None:
            return self.json("GET", "/v1/line_table/test")
        return self.json("POST", "/v1/line_table/test", content=rows.encode(), headers={"Content-Type": "text/csv"})

    def me(self) -> Json:
        """Who the token is that this asks with: name, role, expires."""
        return self.json("GET", "/v1/me")

    def tokens(self) -> Json:
        """Tokens without their secrets."""
        return self.json("GET", "/v1/tokens")

    def create_token(self, name: str, *, expires: float | None = None, role: str = Role.ADMIN) -> Json:
        """Makes a token; its secret is in the answer and nowhere else. `expires` in seconds since the epoch."""
        return self.write("POST", "/v1/tokens", json={"name": name, "expires": expires, "role": role})

    def revoke_token(self, name: str) -> None:
        """Ends a token; raises NotFound."""
        self.ask("DELETE", f"/v1/tokens/{_step(name)}", headers=named_request())

    def assignments(self, place: str, *, known: str = "", wait: float = 0.0) -> tuple[Json, str] | None:
        """What that place is to check, and its ETag; with `known`, one had before, None if after `wait` seconds it is
        still so. Raises NotFound if there is no such place."""
        headers = {"If-None-Match": known} if known else {}
        response = self.ask("GET", "/v1/assignments", params={"place": place, "wait": wait}, headers=headers)
        return None if response.status_code == NOT_MODIFIED else (body_of(response), response.headers.get("etag", ""))

    def report(self, place: str, reports: Sequence[Json]) -> Json:
        """Tells what that place finds; answers how many of these were taken and how many ignored."""
        return self.json("POST", "/v1/reports", json={"place": place, "reports": [*reports]})

    def _change(self, method: str, path: str, why: str, expected: int | None, **sent: Any) -> Json:
        headers = {**sent.pop("headers", {}), **_condition(expected)}
        return self.write(method, path, {"why": why}, headers=headers, **sent)


def sections_of(documents: Iterable[Document]) -> dict[str, list[Json]]:
    """Documents as a file or a body holds them: section by section."""
    found: dict[str, list[Json]] = {section: [] for section in SECTIONS}
    for document in documents:
        found[SECTION_OF[document.kind]].append(document.model_dump(mode="json", exclude_defaults=True))
    return {section: bodies for section, bodies in found.items() if bodies}


def _fetched(response: httpx.Response) -> Fetched:
    """A proxy that packs bodies makes an ETag weak (RFC 9110 section 8.8.1); it is the same revision."""
    body, tag = body_of(response), _TAG.fullmatch(response.headers.get("etag", ""))
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
