"""What people see of places: who finds an address bad, and who is silent."""

from __future__ import annotations

import json
import re

import pytest

from cli.conftest import Run
from given import address, monitor
from trunkline.client import Client
from trunkline.documents.place import Place

PLACES = ("beijing", "shanghai")


@pytest.fixture(autouse=True)
def shop(gtm: Client) -> None:
    """One address that two places look at; the one finds it bad, the other says nothing."""
    watched = monitor("web", port=1, places=PLACES)
    gtm.apply([*(Place(name=name) for name in PLACES), watched, address("shop", "127.0.0.1", monitors=["web"])])
    gtm.report("beijing", [said("alert", "refused there")])


def said(state: str, detail: str, **fields: object) -> dict[str, object]:
    told = {"address": "shop", "endpoint": "127.0.0.1", "monitor": "web", "port": 1, "ago": 5, "lasts": 60}
    return {**told, "state": state, "detail": detail, **fields}


def test_an_address_is_shown_with_what_each_place_says_of_it(run: Run, gtm: Client) -> None:
    gtm.report("shanghai", [said("ok", "connected")])
    gtm.statuses("address")  # so that both words were heard
    shown = run("show", "address", "shop").stdout
    assert "revision" in shown
    assert re.search(r"web +1 +beijing +alert +\S+ \S+ +refused there", shown)
    assert re.search(r" shanghai +ok +\S+ \S+ +connected", shown)


def test_a_word_that_is_not_fresh_is_shown_as_such(run: Run, gtm: Client) -> None:
    gtm.report("shanghai", [said("ok", "connected", lasts=0)])
    gtm.statuses("address")
    assert re.search(r"connected; does not count now", run("show", "address", "shop").stdout)


def test_an_address_that_nobody_looked_at_is_shown_all_the_same(run: Run, gtm: Client) -> None:
    gtm.put(monitor("later", port=2, places=["shanghai"]))
    gtm.patch("address", "shop", {"monitors": ["web", "later"]})
    assert re.search(r"later +2 +no_data +not checked yet", run("show", "address", "shop").stdout)


def test_the_status_comes_beside_the_document_in_json(run: Run) -> None:
    found = json.loads(run("show", "address", "shop", "--json").stdout)
    assert found["document"]["name"] == found["status"]["name"] == "shop"
    assert [word["place"] for word in found["status"]["tasks"][0]["places"]] == ["beijing"]


def test_a_place_that_is_silent_is_shown_in_a_word(run: Run) -> None:
    shown = run("show", "places").stdout
    states = {name: re.search(rf"^{name} +(\w+)", shown, re.MULTILINE) for name in (*PLACES, "here")}
    assert {name: found and found[1] for name, found in states.items()} == {
        "beijing": "speaks",
        "shanghai": "silent",
        "here": "idle",
    }
