"""Overrides: who and since when the node fills in, an end that is to come, and the countdown of a drain."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from given import address, domain, override, pool, zone
from trunkline.client import Client
from trunkline.documents.document import Document


@pytest.fixture
def served(gtm: Client) -> None:
    """Two access domains over two addresses, of TTL 20 and 50."""
    both = [address("a", "127.9.0.1"), address("b", "127.9.0.2")]
    short = domain("short.example.com", ["P"], ttl=20, policy="sequence")
    long = domain("long.example.com", ["P"], ttl=50, policy="sequence")
    gtm.apply([zone(), *both, pool("P", ["a", "b"], policy="sequence"), short, long])


def read(gtm: Client) -> Any:
    return gtm.get("override", "a").body


def status(gtm: Client, name: str = "a") -> Any:
    return next(one for one in gtm.statuses("address") if one["name"] == name)


@pytest.mark.usefixtures("served")
def test_who_and_since_when_are_filled_in(gtm: Client) -> None:
    before = time.time()
    gtm.apply([override("a", "down")])
    assert read(gtm)["by"] == "local"
    assert before <= read(gtm)["since"] <= time.time()


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("way", ["apply", "put", "plan"])
def test_the_same_file_again_changes_nothing(gtm: Client, way: str) -> None:
    gtm.put(override("a", "down"))
    again: Document = override("a", "down")
    found = gtm.put(again) if way == "put" else getattr(gtm, way)([again])
    assert found["documents"] == []


@pytest.mark.usefixtures("served")
def test_another_state_begins_anew(gtm: Client) -> None:
    gtm.put(override("a", "down", since=5, by="ann"))
    gtm.patch("override", "a", {"reason": "still so"})
    assert (read(gtm)["since"], read(gtm)["by"]) == (5, "ann")
    gtm.patch("override", "a", {"state": "up"})
    assert read(gtm)["since"] > 5
    assert read(gtm)["by"] == "local"


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_end_in_the_past_is_refused(gtm: Client, http: httpx.Client, method: str) -> None:
    gtm.put(override("a", "down"))
    body = {"state": "down", "reason": "r", "expires": time.time() - 1}
    refused = http.request(method, "/v1/overrides/a", json=body if method == "PUT" else {"expires": body["expires"]})
    assert (refused.status_code, refused.json()["problems"][0]["field"]) in {(422, "expires"), (422, "")}


@pytest.mark.usefixtures("served")
def test_caches_have_let_go_after_the_largest_ttl(gtm: Client) -> None:
    ends = time.time() + 3600
    gtm.put(override("a", "drain", expires=ends))
    found = status(gtm)["override"]
    assert (found["state"], found["expires"], found["still_answered"]) == ("drain", ends, [])
    assert found["drained_at"] == found["since"] + 50


@pytest.mark.usefixtures("served")
def test_who_is_answered_for_want_of_others_is_not_drained(gtm: Client) -> None:
    gtm.apply([override("a", "drain"), override("b", "drain")])
    found = status(gtm)["override"]
    assert found["still_answered"] == ["long.example.com/A", "short.example.com/A"]
    assert found["drained_at"] is None


@pytest.mark.usefixtures("served")
def test_nothing_is_said_of_an_override_where_there_is_none(gtm: Client) -> None:
    assert (status(gtm)["override"], status(gtm)["held"]) == (None, False)
