"""What each role may: a table by hand, every route for who is not in its own, and what a refusal leaves as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from api.node_process import NodeProcess
from given import address
from trunkline.api.roles import PREFIX, ROUTES
from trunkline.client import Client
from trunkline.control.roles import SHOWN
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.settings import Settings
from trunkline.documents.token import Role, Token
from trunkline.errors import Forbidden

SECRET = "s3cret-of-a-robot"
GROUP = ContactGroup.model_validate({"name": "on-call", "channels": [{"url": f"json://127.0.0.1:1/{SECRET}"}]})
TOLD = Settings(alert_groups=("on-call",))


@pytest.fixture
def secrets(gtm: Client) -> Iterator[Mapping[Role, str]]:
    """Of each role the secret of a token, named as it."""
    yield {role: gtm.create_token(role, role=role)["secret"] for role in Role}
    for role in Role:
        gtm.revoke_token(role)


@pytest.fixture
def doors(node: NodeProcess, secrets: Mapping[Role, str]) -> Iterator[Mapping[Role, httpx.Client]]:
    """Of each role the API as any HTTP client sees it."""
    with ExitStack() as opened:
        sent = {role: {"Authorization": f"Bearer {secret}"} for role, secret in secrets.items()}
        yield {role: opened.enter_context(httpx.Client(base_url=node.url, headers=sent[role])) for role in Role}


@pytest.fixture
def viewer(node: NodeProcess, secrets: Mapping[Role, str]) -> Iterator[Client]:
    with node.client(secrets[Role.VIEWER]) as client:
        yield client


@pytest.fixture
def operator(node: NodeProcess, secrets: Mapping[Role, str]) -> Iterator[Client]:
    with node.client(secrets[Role.OPERATOR]) as client:
        yield client


LOOKS = {Role.VIEWER, Role.OPERATOR, Role.ADMIN}
ACTS = {Role.OPERATOR, Role.ADMIN}
REPORTS = {Role.AGENT, Role.ADMIN}
BY_HAND: list[tuple[str, str, Any, set[Role]]] = [
    ("GET", "/v1/me", None, set(Role)),
    ("GET", "/v1/status", None, set(Role)),
    ("GET", "/v1/pools", None, LOOKS),
    ("GET", "/v1/settings", None, LOOKS),
    ("GET", "/v1/documents", None, LOOKS),
    ("GET", "/v1/history", None, LOOKS),
    ("GET", "/v1/tokens", None, LOOKS),
    ("GET", "/v1/logs/deliveries", None, LOOKS),
    ("POST", "/v1/plan", {"addresses": [{"name": "a", "endpoint": "192.0.2.1"}]}, LOOKS),
    ("POST", "/v1/scenarios/active_standby?dry_run=true", {}, LOOKS),
    ("POST", "/v1/line_table/test", None, LOOKS),
    ("PUT", "/v1/addresses/a", {"endpoint": "192.0.2.1"}, ACTS),
    ("PATCH", "/v1/addresses/a", {"remark": "new"}, ACTS),
    ("PUT", "/v1/overrides/a", {"state": "down", "reason": "a test"}, ACTS),
    ("DELETE", "/v1/overrides/a", None, ACTS),
    ("POST", "/v1/apply", {"addresses": [{"name": "a", "endpoint": "192.0.2.2"}]}, ACTS),
    ("POST", "/v1/rollback?revision=1", None, ACTS),
    ("POST", "/v1/scenarios/active_standby", {}, ACTS),
    ("POST", "/v1/brake/release", None, ACTS),
    ("POST", "/v1/line_table/rollback", None, ACTS),
    ("DELETE", "/v1/line_table/layers/none", None, ACTS),
    ("POST", "/v1/contact_groups/none/test", None, ACTS),
    ("GET", "/v1/contact_groups", None, {Role.ADMIN}),
    ("GET", "/v1/contact_groups/none", None, {Role.ADMIN}),
    ("PUT", "/v1/contact_groups/on-call", {"channels": [{"url": "json://127.0.0.1:1/"}]}, {Role.ADMIN}),
    ("PATCH", "/v1/settings/global", {"remark": "new"}, {Role.ADMIN}),
    ("DELETE", "/v1/settings/global", None, {Role.ADMIN}),
    ("POST", "/v1/apply", {"settings": [{"name": "global", "remark": "newer"}]}, {Role.ADMIN}),
    ("POST", "/v1/cookies/roll", None, {Role.ADMIN}),
    ("POST", "/v1/tokens", {"name": "another", "role": "viewer"}, {Role.ADMIN}),
    ("DELETE", "/v1/tokens/another", None, {Role.ADMIN}),
    ("GET", "/v1/assignments?place=none", None, REPORTS),
    ("POST", "/v1/reports", {"place": "none", "reports": []}, REPORTS),
]


def test_a_role_may_what_is_written_here_and_nothing_else(doors: Mapping[Role, httpx.Client]) -> None:
    roles = sorted(Role, key=lambda role: role is Role.ADMIN)  # whose acts leave nothing for the others to do
    wrong = [
        (role, method, path, found.status_code, found.text)
        for method, path, body, may in BY_HAND
        for role in roles
        if ((found := doors[role].request(method, path, json=body)).status_code == 403) is (role in may)
        or found.status_code >= 500
    ]
    assert wrong == []


def test_every_route_there_is_has_its_roles_and_no_other_stands_in_the_table(node: NodeProcess) -> None:
    paths = httpx.get(f"{node.url}/openapi.json").json()["paths"]
    there = {f"{method.upper()} {path}": way for path, ways in paths.items() for method, way in ways.items()}
    open_to_all = {"GET /healthz", "GET /readyz", "GET /metrics"}
    assert there.keys() - open_to_all == {route.replace(" ", f" {PREFIX}", 1) for route in ROUTES}
    assert all("admin" in there[one]["x-roles"] for one in there.keys() - open_to_all)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_every_route_is_closed_to_roles_that_its_row_does_not_name(
    doors: Mapping[Role, httpx.Client], role: Role
) -> None:
    closed = [route.split() for route, may in ROUTES.items() if role not in may]
    found = [doors[role].request(method, f"{PREFIX}{path}", content="{").json() for method, path in closed]
    assert {body["error"] for body in found} <= {"Forbidden"}
    assert all(body["message"].startswith(f"the token {role} is a") for body in found)


ASKED: Mapping[str, dict[str, str]] = {
    "/explain": {"name": "www.example.com", "from": "192.0.2.1"},
    "/probe": {"name": "www.example.com"},
    "/checks": {"address": "a"},
    "/simulate": {"address": "a"},
    "/references": {"kind": "contact_group", "key": "on-call"},
    "/line_table/at": {"address": "192.0.2.1"},
}


def test_nothing_that_others_may_read_holds_the_url_of_a_channel(
    gtm: Client, doors: Mapping[Role, httpx.Client]
) -> None:
    gtm.apply([GROUP, TOLD, address("a")])
    made = gtm.documents().revision
    gtm.put(ContactGroup.model_validate({**GROUP.model_dump(), "remark": "at night"}))
    gtm.test_contact_group("on-call")
    open_to = [one.split()[1] for one, may in ROUTES.items() if one.startswith("GET") and Role.VIEWER in may]
    questions = {**{path: {} for path in open_to if "{" not in path}, **ASKED, "/rollback": {"revision": str(made)}}
    for role in (Role.VIEWER, Role.OPERATOR):
        told = {path: doors[role].get(f"/v1{path}", params=asks) for path, asks in questions.items()}
        assert {path: found.status_code for path, found in told.items() if found.status_code != 200} == {}
        assert [path for path, found in told.items() if SECRET in found.text] == []
        assert "contact_groups" not in told["/documents"].json()
        assert told["/history"].json()[0]["changes"] == [
            {"kind": "contact_group", "key": "on-call", "before": {}, "after": {}}
        ]
    assert SECRET in str(gtm.documents().body)
    assert SECRET in str(gtm.history(limit=2))


def test_an_operator_applies_settings_and_contact_groups_only_as_they_are(gtm: Client, operator: Client) -> None:
    gtm.apply([GROUP, TOLD])
    before = gtm.documents()
    assert operator.apply([TOLD, GROUP, address("a")])["documents"][0]["key"] == "a"
    changed = [
        address("a", "192.0.2.9"),
        TOLD.model_copy(update={"remark": "x"}),
        GROUP.model_copy(update={"remark": "x"}),
    ]
    with pytest.raises(Forbidden) as refused:
        operator.apply(changed)
    assert str(refused.value) == (
        "the token operator is an operator's: to change contact_group on-call, settings global takes an admin's; "
        "`trunkline token create NAME --role admin` makes one that may"
    )
    with pytest.raises(Forbidden, match="contact_group on-call, settings global"):
        operator.rollback(before.revision - 1)
    with pytest.raises(Forbidden, match="contact_group on-call"):
        operator.apply([TOLD.model_copy(update={"alert_groups": ()}), address("a")], prune=True)
    assert gtm.get("address", "a").body["endpoint"] == "192.0.2.1"
    assert gtm.documents().body["settings"] == before.body["settings"]


def test_a_viewer_is_shown_what_a_scenario_makes_and_cannot_make_it(gtm: Client, viewer: Client) -> None:
    assert viewer.set_up("active_standby", {}, dry_run=True)["documents"]["pools"]
    with pytest.raises(Forbidden, match="viewer's: it may look, not change; `trunkline token create NAME --role oper"):
        viewer.set_up("active_standby", {})
    assert gtm.list("pool").body == []


def test_a_token_tells_who_it_is(gtm: Client, viewer: Client) -> None:
    assert gtm.me() == {"name": "local", "role": "admin", "expires": None}
    assert viewer.me() == {"name": "viewer", "role": "viewer", "expires": None}


def test_tokens_without_a_role_are_admins_as_they_were(gtm: Client) -> None:
    stored = {"name": "old", "hash": "0" * 64, "created": 1.0}
    assert Token.model_validate(stored).role is Role.ADMIN
    assert Token.model_validate(stored).model_dump(exclude_defaults=True) == stored
    assert gtm.create_token("script")["role"] == "admin"
    gtm.revoke_token("script")


def test_a_role_that_there_is_not_is_refused(http: httpx.Client) -> None:
    refused = http.post("/v1/tokens", json={"name": "x", "role": "root"})
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["field"] == "role"


def test_of_the_kinds_in_files_only_contact_groups_are_hidden() -> None:
    assert SECTION_OF.keys() - SHOWN == {"contact_group"}
