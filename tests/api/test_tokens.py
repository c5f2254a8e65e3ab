"""Who may come in: nobody without a token, and nobody with an old one."""

from __future__ import annotations

import time

import httpx
import pytest

from api.node_process import NodeProcess
from trunkline.client import Client
from trunkline.errors import Conflict, DocumentError, NotFound, StillReferenced, Unauthorized


@pytest.mark.parametrize("path", ["/v1/pools", "/v1/documents", "/v1/status", "/v1/tokens", "/v1/catalogue"])
@pytest.mark.parametrize("sent", [None, "Bearer", "Bearer wrong", "Basic bG9jYWw6bG9jYWw="])
def test_without_a_known_token_there_is_401_and_how_to_do_better(
    node: NodeProcess, path: str, sent: str | None
) -> None:
    refused = httpx.get(node.url + path, headers={"Authorization": sent} if sent else {})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"] == "Unauthorized"
    assert "token" in refused.json()["message"]


def test_a_bad_body_is_not_read_before_the_token(node: NodeProcess) -> None:
    assert httpx.post(f"{node.url}/v1/apply", content=b"{").status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_machines_need_no_token_to_ask_how_it_is(node: NodeProcess, path: str) -> None:
    assert httpx.get(node.url + path).status_code == 200


def test_a_token_opens_the_node_until_it_is_revoked(node: NodeProcess, gtm: Client) -> None:
    made = gtm.create_token("alice")
    with node.client(made["secret"]) as alice:
        assert alice.status()["ready"]
        gtm.revoke_token("alice")
        with pytest.raises(Unauthorized, match="not known"):
            alice.status()


def test_an_expired_token_says_so(node: NodeProcess, gtm: Client) -> None:
    expires = time.time() + 0.3
    made = gtm.create_token("brief", expires=expires)
    while time.time() < expires:
        gtm.status()
    with node.client(made["secret"]) as brief, pytest.raises(Unauthorized, match="the token brief expired on"):
        brief.status()
    assert [one["expired"] for one in gtm.tokens() if one["name"] == "brief"] == [True]
    gtm.revoke_token("brief")


def test_tokens_are_listed_without_their_secrets(gtm: Client) -> None:
    secret = gtm.create_token("bob")["secret"]
    listed = gtm.tokens()
    gtm.revoke_token("bob")
    assert [one["name"] for one in listed] == ["bob", "local"]
    assert secret not in str(listed) + str(gtm.history())


def test_a_name_is_taken_once(gtm: Client) -> None:
    with pytest.raises(Conflict, match="local"):
        gtm.create_token("local")


@pytest.mark.parametrize(("name", "expires"), [("", None), ("a/b", None), ("late", 1.0), ("in milliseconds", 1.8e12)])
def test_a_bad_token_is_refused(gtm: Client, name: str, expires: float | None) -> None:
    with pytest.raises(DocumentError):
        gtm.create_token(name, expires=expires)


def test_a_token_ends_at_a_finite_time(http: httpx.Client) -> None:
    assert http.post("/v1/tokens", content='{"name": "endless", "expires": 1e999}').status_code == 422


def test_the_token_of_the_state_folder_is_not_revoked_only_to_be_back_at_the_next_start(gtm: Client) -> None:
    with pytest.raises(StillReferenced, match="remove that file"):
        gtm.revoke_token("local")
    assert gtm.status()["ready"]


def test_what_is_not_there_cannot_be_revoked(gtm: Client) -> None:
    with pytest.raises(NotFound, match="nobody"):
        gtm.revoke_token("nobody")
