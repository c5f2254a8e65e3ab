"""Whatever is sent, as OpenAPI tells it or against that: no answer is a fault of ours, and each is as OpenAPI tells.

`make fuzz-api` sends more, and other requests each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.fuzzed_node import SECRET, fuzzed_node
from given import tutorial_config
from trunkline.api.app import create_app

EXAMPLES = int(os.environ.get("TRUNKLINE_FUZZ", "0"))
"""Requests of each route; 0 is a few, always the same ones."""

FEW = settings(
    max_examples=EXAMPLES or 6,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

THERE = {
    "zones": {"name": "example.com"},
    "addresses": {"name": "server-mobile"},
    "pools": {"name": "Mobile"},
    "access_domains": {"name": "gtm.example.com", "type": "A"},
    "overrides": {"name": "server-mobile"},
    "settings": {"name": "global"},
}
"""A document of each of these sections that may be there, or may be made."""

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

TALKS_TO_OTHERS = ("/v1/zones/{name}/delegation", "/v1/contact_groups/{name}/test")
"""Routes that ask name servers or send messages, wherever the request says."""

WAITS = ("/v1/assignments",)
"""Routes that hold an answer back for as long as the request says."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fuzzed_node(tmp_path_factory.mktemp("fuzzed")) as url:
        yield url


@pytest.fixture(scope="module")
def told(url: str) -> schemathesis.BaseSchema:
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {SECRET}"}) as http:
        found = {"zones": [], "pools": [], "addresses": [], "access_domains": []}
        for section, kind in {"zones": "zone", "pools": "pool", "access_domains": "access_domain"}.items():
            found[section] = [
                one.model_dump(mode="json") for (of, _), one in tutorial_config().documents.items() if of == kind
            ]
        found["addresses"] = [
            {"name": one.name, "endpoint": one.endpoint} for one in tutorial_config().addresses.values()
        ]
        assert http.post("/v1/apply", json=found).is_success
    return schemathesis.openapi.from_url(f"{url}/openapi.json")


def routes() -> Iterator[tuple[str, str]]:
    """Every route, but those that reach beyond this machine or wait."""
    for path, methods in create_app(None).openapi()["paths"].items():  # type: ignore[arg-type]
        if path not in TALKS_TO_OTHERS + WAITS:
            yield from ((method.upper(), path) for method in methods)


@pytest.mark.parametrize(("method", "path"), [*routes()])
def test_every_answer_is_as_openapi_tells(told: schemathesis.BaseSchema, method: str, path: str) -> None:
    @settings(FEW)
    @given(told[path][method].as_strategy(), st.booleans())
    def ask(case: schemathesis.Case, known: bool) -> None:
        if known:
            _mean_what_is_there(case)
        case.call_and_validate(headers={"Authorization": f"Bearer {SECRET}"}, checks=list(CHECKS))

    ask()


def _mean_what_is_there(case: schemathesis.Case) -> None:
    """Rather than a name that nobody has."""
    there = next((found for section, found in THERE.items() if f"/{section}/" in case.path), {})
    case.path_parameters = {**case.path_parameters, **{name: there.get(name, "0") for name in case.path_parameters}}
    if isinstance(case.body, dict) and "name" in case.body and case.path_parameters:
        case.body = {**case.body, **case.path_parameters}


def test_openapi_itself_is_valid(url: str) -> None:
    validate(httpx.get(f"{url}/openapi.json").json())
