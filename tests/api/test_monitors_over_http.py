"""Monitors over HTTP: each with the fields of its protocol, alone, in a list and in the description of the API."""

from __future__ import annotations

import httpx

from given import monitor
from trunkline.api.app import create_app
from trunkline.client import Client
from trunkline.documents.monitors.monitor import PROTOCOLS


def test_a_list_holds_every_field_of_every_monitor(gtm: Client, http: httpx.Client) -> None:
    made = [monitor("a", protocol="http", path="/a"), monitor("b", protocol="dns", query_name="b.example")]
    gtm.apply(made)
    told = [one.model_dump(mode="json") for one in made]
    assert http.get("/v1/monitors").json() == told
    assert http.get("/v1/documents").json()["monitors"] == told


def test_a_patch_changes_one_header_and_takes_another_away(gtm: Client) -> None:
    gtm.put(monitor("a", protocol="http", headers={"X": "1", "Y": "2"}))
    gtm.patch("monitor", "a", {"headers": {"X": "3", "Y": None}})
    assert gtm.get("monitor", "a").body["headers"] == {"X": "3"}


def test_a_field_of_another_protocol_is_refused_by_name(http: httpx.Client) -> None:
    refused = http.put("/v1/monitors/a", json={"name": "a", "protocol": "tcp", "path": "/"})
    assert refused.status_code == 422
    assert "tcp has no path; http and https have" in refused.text


def test_the_api_tells_each_protocol_by_itself() -> None:
    told = create_app(None).openapi()["components"]["schemas"]  # type: ignore[arg-type]
    mapping = told["Monitor"]["discriminator"]["mapping"]
    assert mapping.keys() == PROTOCOLS.keys()
    assert {"$ref": mapping["udp"]} in told["Monitor"]["oneOf"]
    assert "expect" in told["UdpMonitor"]["properties"]
