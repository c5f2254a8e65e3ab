"""Requests with a name of their own: made once, answered as before, also after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.node_process import running_node
from given import address
from trunkline.client import ONCE, Client, wire
from trunkline.errors import Conflict, NotFound, Unreachable

A = {"endpoint": "127.9.0.1"}

WRITES: list[tuple[str, str, Any]] = [
    ("PUT", "/v1/addresses/new", A),
    ("PUT", "/v1/addresses/old", {"endpoint": "127.9.0.9"}),
    ("PUT", "/v1/addresses/old", A),
    ("PATCH", "/v1/addresses/old", {"remark": "moved"}),
    ("DELETE", "/v1/addresses/old", None),
    ("POST", "/v1/apply", {"addresses": [A | {"name": "new"}]}),
    ("POST", "/v1/rollback?revision={before}", None),
]


@pytest.fixture
def old(gtm: Client) -> None:
    gtm.put(address("old", "127.9.0.1"))


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=[f"{row[0]} {row[1]} {row[2]}" for row in WRITES])
def test_a_repeated_request_is_answered_as_before_and_made_once(
    gtm: Client, http: httpx.Client, method: str, path: str, body: Any
) -> None:
    url, named = path.format(before=gtm.documents().revision - 1), {ONCE: str(uuid4())}
    first = http.request(method, url, json=body, headers=named)
    after = gtm.documents()
    again = http.request(method, url, json=body, headers=named)
    assert first.is_success, first.text
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers.get("etag") == first.headers.get("etag")
    assert gtm.documents() == after


@pytest.mark.usefixtures("old")
def test_a_condition_that_held_once_is_not_asked_for_again(http: httpx.Client) -> None:
    headers = {ONCE: "only new", "If-None-Match": "*"}
    assert [http.put("/v1/addresses/n", json=A, headers=headers).status_code for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("other", [{"endpoint": "127.9.0.2"}, A | {"remark": "x"}])
def test_another_request_under_the_same_name_is_a_conflict_in_words(http: httpx.Client, other: Any) -> None:
    named = {ONCE: str(uuid4())}
    assert http.put("/v1/addresses/n", json=A, headers=named).status_code == 201
    refused = http.put("/v1/addresses/n", json=other, headers=named)
    assert (refused.status_code, refused.json()["error"]) == (412, "Conflict")
    assert "was used for another request already" in refused.json()["message"]
    assert http.delete("/v1/addresses/n", headers=named).status_code == 412


@pytest.mark.parametrize("name", ["", "x" * 65, "caf\u00e9"])
def test_a_name_that_cannot_be_kept_is_refused(http: httpx.Client, name: str) -> None:
    assert http.put("/v1/addresses/n", json=A, headers={ONCE.encode(): name.encode("latin-1")}).status_code == 422


def test_a_refused_request_has_not_used_its_name(gtm: Client, http: httpx.Client) -> None:
    named, body = {ONCE: "refused first"}, {"addresses": ["late"]}
    assert http.put("/v1/pools/P", json=body, headers=named).status_code == 422
    gtm.put(address("late", "127.9.0.1"))
    assert http.put("/v1/pools/P", json=body, headers=named).status_code == 201


def test_a_token_is_made_and_ended_once_and_its_secret_never_told_twice(gtm: Client, http: httpx.Client) -> None:
    made = [http.post("/v1/tokens", json={"name": "eve"}, headers={ONCE: "make eve"}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json()["secret"]
    assert made[1].json() == {"name": "eve", "expires": None, "secret": None, "role": "admin"}
    ended = [http.delete("/v1/tokens/eve", headers={ONCE: "end eve"}).status_code for _ in range(2)]
    assert ended == [204, 204]
    with pytest.raises(NotFound):
        gtm.revoke_token("eve")


def test_a_name_is_remembered_over_a_restart(tmp_path: Path) -> None:
    def put(gtm: Client, url: str, token: str) -> httpx.Response:
        headers = {ONCE: "before and after", "Authorization": f"Bearer {token}"}
        return httpx.put(f"{url}/v1/addresses/a", json=A, headers=headers)

    with running_node(tmp_path) as node, node.client() as gtm:
        first = put(gtm, node.url, node.token)
        gtm.delete("address", "a")
    with running_node(tmp_path) as node, node.client() as gtm:
        again = put(gtm, node.url, node.token)
        assert (again.status_code, again.json()["documents"]) == (201, first.json()["documents"])
        assert gtm.list("address").body == []


class Breaking(httpx.BaseTransport):
    """Passes requests on, and loses the answers of the first few."""

    def __init__(self, losing: int, error: Callable[[str], httpx.TransportError]) -> None:
        self.seen: list[httpx.Request] = []
        self._losing, self._error, self._network = losing, error, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        response = self._network.handle_request(request)
        if len(self.seen) <= self._losing:
            response.close()
            raise self._error("the line was cut")
        return response


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PAUSES", (0, 0))


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("losing", [1, 2])
def test_the_client_asks_again_when_the_connection_breaks(node: Any, gtm: Client, losing: int) -> None:
    transport = Breaking(losing, httpx.ReadError)
    with Client(node.url, node.token, transport=transport) as broken:
        applied = broken.put(address("a", "127.9.0.1"), expected=0)
    assert [one["what"] for one in applied["documents"]] == ["created"]
    assert len({request.headers[ONCE] for request in transport.seen}) == 1
    assert len(gtm.history("address", "a", since=0)) >= 1


@pytest.mark.usefixtures("no_pauses")
def test_the_client_gives_up_in_the_end(node: Any, gtm: Client) -> None:
    transport = Breaking(9, httpx.RemoteProtocolError)
    with Client(node.url, node.token, transport=transport) as broken, pytest.raises(Unreachable):
        broken.put(address("a", "127.9.0.1"))
    assert len(transport.seen) == 3


def test_each_write_of_the_client_has_a_name_of_its_own(gtm: Client) -> None:
    gtm.put(address("a", "127.9.0.1"), expected=0)
    with pytest.raises(Conflict):
        gtm.put(address("a", "127.9.0.1"), expected=0)
