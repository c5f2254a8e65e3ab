"""What OpenAPI tells: every route, every model, what is sent and what comes back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.node_process import NodeProcess
from trunkline.documents.kinds import SECTIONS
from trunkline.scenarios.presets import SCENARIOS


@pytest.fixture(scope="module")
def told(node: NodeProcess) -> Any:
    return httpx.get(f"{node.url}/openapi.json").json()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_its_routes_with_its_model(told: Any, section: str) -> None:
    model = {"$ref": f"#/components/schemas/{SECTIONS[section].__name__}"}
    one = f"/v1/{section}/" + ("{name}/{type}" if section == "access_domains" else "{name}")
    assert told["paths"][one].keys() == {"get", "put", "patch", "delete"}
    assert told["paths"][one]["put"]["requestBody"]["content"]["application/json"]["schema"] == model
    assert told["paths"][one]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == model
    listed = told["paths"][f"/v1/{section}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert listed["items"] == model


OTHERS = {
    "/healthz", "/readyz", "/metrics", "/v1/documents", "/v1/apply", "/v1/plan", "/v1/explain", "/v1/probe",
    "/v1/changes", "/v1/checks", "/v1/traffic",
    "/v1/status", "/v1/status/addresses", "/v1/status/pools", "/v1/status/access_domains", "/v1/history",
    "/v1/catalogue", "/v1/tokens", "/v1/tokens/{name}", "/v1/assignments", "/v1/reports", "/v1/status/places",
    "/v1/rollback", "/v1/simulate", "/v1/references", "/v1/summary", "/v1/brake", "/v1/brake/release",
    "/v1/cookies", "/v1/cookies/roll",
    "/v1/line_table", "/v1/line_table/at", "/v1/line_table/coverage", "/v1/line_table/test",
    "/v1/line_table/layers", "/v1/line_table/layers/{name}", "/v1/line_table/compose", "/v1/line_table/rollback",
    "/v1/line_table/diff", "/v1/line_table/agreement", "/v1/line_table/acts", "/v1/line_table/acts/{act}",
    "/v1/me", "/v1/logs/alerts", "/v1/logs/deliveries", "/v1/logs/switches", "/v1/logs/standings",
}  # fmt: skip
SCENARIO_ROUTES = {"/v1/scenarios", *(f"/v1/scenarios/{code}" for code in SCENARIOS)}


def test_every_other_route_is_told(told: Any) -> None:
    assert {
        path for path in told["paths"] if path.split("/")[2:3] == [] or path.split("/")[2] not in SECTIONS
    } == OTHERS | SCENARIO_ROUTES


def test_every_reference_leads_to_a_model(told: Any) -> None:
    found = set(_references(told))
    assert found <= {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert "#/components/schemas/Documents" in found


def test_every_route_behind_a_token_tells_its_errors(told: Any) -> None:
    guarded = [way for path, ways in told["paths"].items() if path.startswith("/v1") for way in ways.values()]
    assert all({"400", "401", "403", "404", "409", "412", "422", "503"} <= way["responses"].keys() for way in guarded)
    assert all(way["security"] == [{"HTTPBearer": []}] for way in guarded)


def test_every_route_says_what_it_is_for(told: Any) -> None:
    assert all(way["summary"] and way["description"] for ways in told["paths"].values() for way in ways.values())


def _references(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
