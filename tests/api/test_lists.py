"""Lists: a page at a time in order of key, narrowed by filters, and not sent again while nothing changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from given import address, addresses, domain, monitor, override, pool, zone
from trunkline.client import Client

WORLD = [
    zone("example.com"),
    zone("example.net", remark="the old one"),
    monitor("web", port=1),
    address("a", "127.9.0.1", remark="Rack 7"),
    address("b", "::1", enabled=False),
    pool("P", ["a"]),
    pool("Q", [], enabled=False),
    domain("x.example.com", ["P"]),
    domain("x.example.net", ["Q"], enabled=False),
    domain("x.example.net", type="AAAA", enabled=False),
    override("a", "down"),
]


@pytest.fixture
def world(gtm: Client) -> None:
    gtm.apply(WORLD)


def keys(found: httpx.Response) -> list[str]:
    assert found.status_code == 200, found.text
    return [f"{one['name']}/{one['type']}" if "ttl" in one and "pools" in one else one["name"] for one in found.json()]


@pytest.mark.parametrize("path", ["/v1/addresses", "/v1/status/addresses"])
def test_pages_together_are_the_whole_list_in_order(gtm: Client, http: httpx.Client, path: str) -> None:
    gtm.apply(addresses(*(f"n{number}" for number in range(7))))
    found, seen = http.get(path, params={"limit": 3}), []
    while True:
        seen.append(keys(found))
        assert found.headers["x-total-count"] == "7"
        if "next" not in found.links:
            break
        found = http.get(found.url.join(found.links["next"]["url"]))
    assert seen == [["n0", "n1", "n2"], ["n3", "n4", "n5"], ["n6"]]


def test_a_page_holds_a_hundred_unless_it_is_told(gtm: Client, http: httpx.Client) -> None:
    gtm.apply(addresses(*(f"n{number}" for number in range(101))))
    assert len(http.get("/v1/addresses").json()) == 100
    assert len(gtm.list("address").body) == len(gtm.statuses("address")) == 101


def test_what_is_written_between_two_pages_moves_nobody(gtm: Client, http: httpx.Client) -> None:
    gtm.apply(addresses("b", "c", "d"))
    first = http.get("/v1/addresses", params={"limit": 2})
    gtm.put(address("a", "127.9.9.9"))
    assert keys(first) + keys(http.get("/v1/addresses", params={"limit": 2, "after": "c"})) == ["b", "c", "d"]


NARROWED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("addresses", {"contains": "rack"}, ["a"]),
    ("addresses", {"contains": "B"}, ["b"]),
    ("addresses", {"type": "IPv6"}, ["b"]),
    ("addresses", {"enabled": "false"}, ["b"]),
    ("addresses", {"monitor": "web"}, []),
    ("monitors", {"protocol": "tcp"}, ["web"]),
    ("zones", {"contains": "OLD"}, ["example.net"]),
    ("pools", {"address": "a"}, ["P"]),
    ("pools", {"type": "domain"}, []),
    ("access_domains", {"zone": "Example.NET."}, ["x.example.net/A", "x.example.net/AAAA"]),
    ("access_domains", {"pool": "Q"}, ["x.example.net/A"]),
    ("access_domains", {"type": "AAAA"}, ["x.example.net/AAAA"]),
    ("access_domains", {"type": "A", "enabled": "true"}, ["x.example.com/A"]),
    ("overrides", {"state": "down"}, ["a"]),
    ("overrides", {"state": "drain"}, []),
    ("status/addresses", {"available": "false"}, ["a", "b"]),
    ("status/addresses", {"available": "false", "enabled": "true"}, ["a"]),
    ("status/addresses", {"health": "exceptional"}, []),
    ("status/pools", {"health": "exceptional", "contains": "p"}, ["P"]),
    ("status/pools", {"health": "ok"}, []),
    ("status/access_domains", {"zone": "example.com", "available": "false"}, ["x.example.com/A"]),
]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("path", "wanted", "found"), NARROWED, ids=[f"{row[0]} {row[1]}" for row in NARROWED])
def test_a_list_is_narrowed_to_what_is_wanted(
    http: httpx.Client, path: str, wanted: dict[str, Any], found: list[str]
) -> None:
    answer = http.get(f"/v1/{path}", params=wanted)
    assert keys(answer) == found
    assert answer.headers["x-total-count"] == str(len(found))


@pytest.mark.parametrize(
    ("path", "name", "remedy"),
    [
        ("/v1/addresses", "contians", "did you mean contains?"),
        ("/v1/pools", "zone", "known here: limit, after, contains, type, enabled, address"),
        ("/v1/zones", "health", ""),
        ("/v1/status/pools", "healht", "did you mean health?"),
        ("/v1/explain", "form", "did you mean from?"),
        ("/v1/status", "x", "there are none here"),
        ("/v1/logs/alerts", "sinse", "did you mean since?"),
    ],
)
def test_a_parameter_that_nobody_knows_is_refused(http: httpx.Client, path: str, name: str, remedy: str) -> None:
    refused = http.get(path, params={name: "x"})
    (problem,) = refused.json()["problems"]
    assert (refused.status_code, problem["field"], problem["message"]) == (422, name, "unknown parameter")
    assert remedy in problem["remedy"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", ["/v1/addresses", "/v1/addresses/a", "/v1/status/addresses", "/v1/status/pools"])
def test_what_is_known_already_is_not_sent_again(gtm: Client, http: httpx.Client, path: str) -> None:
    first = http.get(path)
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}'):
        again = http.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    gtm.patch("address", "a", {"enabled": False})
    assert http.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_a_limit_is_from_one_to_a_thousand(http: httpx.Client, limit: str) -> None:
    assert http.get("/v1/addresses", params={"limit": limit}).status_code == 422
