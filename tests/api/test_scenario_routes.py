"""Preset scenarios over HTTP: listed with their parameters, told without writing, set up by one call or not at all."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from given import pool, records, zone
from trunkline.client import Client, Json
from trunkline.documents.read import read_data
from trunkline.errors import DocumentError, NotFound
from trunkline.scenarios.presets import SCENARIOS

WWW = {
    "name": "www.example.com",
    "zone": "example.com",
    "primary": ["127.1.1.1"],
    "standby": ["127.2.2.2"],
}


def written(found: Json) -> list[tuple[str, str]]:
    """Kind and key of each document that a write made."""
    return sorted((change["kind"], change["key"]) for change in found["applied"]["documents"])


def test_they_are_listed_with_what_they_are_for_and_the_schema_of_their_parameters(gtm: Client) -> None:
    found = gtm.scenarios()
    assert [one["name"] for one in found] == list(SCENARIOS)
    assert all(one["summary"] for one in found)
    (standby,) = (one["parameters"] for one in found if one["name"] == "active_standby")
    assert standby["properties"]["sequence_mode"]["enum"] == ["preemptive", "non_preemptive"]
    assert "$ref" not in str(found)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_is_set_up_by_one_call_in_one_write(gtm: Client, name: str) -> None:
    before = gtm.documents().revision
    found = gtm.set_up(name, {}, why="try it")
    assert {change["what"] for change in found["applied"]["documents"]} == {"created"}
    assert ("access_domain", "gtm.example.com/A") in written(found)
    assert found["applied"]["revision"] == gtm.history()[0]["revision"] > before
    assert gtm.history()[0]["why"] == "try it"
    assert len([past for past in gtm.history() if past["revision"] > before and past["by"] == "local"]) == 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_dry_run_tells_the_documents_that_an_apply_then_makes(gtm: Client, name: str) -> None:
    told = gtm.set_up(name, {}, dry_run=True)
    assert told["applied"] is None
    assert gtm.list("access_domain").body == []
    applied = gtm.apply(one.document for one in read_data(told["documents"]))
    gtm.apply([], prune=False)
    assert sorted((change["kind"], change["key"]) for change in applied["documents"]) == sorted(
        (one.document.kind, one.document.key) for one in read_data(told["documents"])
    )


def test_what_is_there_already_is_named_and_nothing_is_written(gtm: Client) -> None:
    gtm.apply([zone(), pool("www Backup-DC")])
    before = gtm.documents()
    with pytest.raises(DocumentError, match="prefix: there is already the pool www Backup-DC") as refused:
        gtm.set_up("active_standby", WWW)
    assert len(refused.value.problems) == 1
    assert gtm.documents() == before
    assert ("pool", "www 2 Backup-DC") in written(gtm.set_up("active_standby", WWW | {"prefix": "www 2"}))


def test_a_second_time_every_document_but_the_zone_is_named(gtm: Client) -> None:
    gtm.set_up("active_standby", WWW)
    with pytest.raises(DocumentError) as refused:
        gtm.set_up("active_standby", WWW)
    assert [problem.field for problem in refused.value.problems] == ["prefix"] * 5 + ["name"]
    assert "there is already the access domain www.example.com/A" in str(refused.value)


def test_a_and_aaaa_of_one_name_stand_side_by_side(gtm: Client) -> None:
    gtm.set_up("active_standby", WWW)
    found = gtm.set_up("active_standby", WWW | {"type": "AAAA", "primary": ["::1"], "standby": ["2001:db8::1"]} | QUIET)
    assert ("pool", "www AAAA Primary-DC") in written(found)


QUIET: dict[str, Any] = {"interval": 86_400.0}
"""Nothing is sent to addresses beyond this machine."""


def test_a_hosted_zone_is_used_as_it_is(gtm: Client) -> None:
    gtm.put(zone("example.com", records("mail", "A", "127.0.0.9")))
    found = gtm.set_up("active_standby", WWW)
    assert not [kind for kind, _ in written(found) if kind == "zone"]
    assert len(gtm.get("zone", "example.com").body["records"]) == 2


def test_without_a_hosted_zone_the_way_out_is_told(gtm: Client) -> None:
    with pytest.raises(DocumentError, match=r"www\.example\.com is in no hosted zone .*--zone example\.com"):
        gtm.set_up("active_standby", {name: value for name, value in WWW.items() if name != "zone"})


def test_it_stays_disabled_until_it_is_enabled(gtm: Client) -> None:
    gtm.set_up("active_standby", WWW)
    assert not gtm.get("access_domain", "www.example.com/A").body["enabled"]
    gtm.set_up("multi_isp", {"enable": True})
    assert gtm.get("access_domain", "gtm.example.com/A").body["enabled"]


def test_a_fault_names_the_parameter_or_the_document(gtm: Client) -> None:
    with pytest.raises(DocumentError, match=re.escape("scenario active-standby: primary.0: '1.2.3' is not")):
        gtm.set_up("active_standby", WWW | {"primary": ["1.2.3"]})
    with pytest.raises(DocumentError, match=r"access_domain www\.example\.com/AAAA: pools\.0\.pool"):
        gtm.set_up("active_standby", WWW | {"type": "AAAA"})


def test_what_is_no_scenario_is_not_found_and_what_is_no_object_refused(gtm: Client, http: httpx.Client) -> None:
    with pytest.raises(NotFound):
        gtm.set_up("active_passive", {})
    assert http.post("/v1/scenarios/custom", json=[]).status_code == 422
    assert http.post("/v1/scenarios/custom", content=b"").status_code == 400


def test_a_repeated_request_is_answered_as_the_first_was(gtm: Client, http: httpx.Client) -> None:
    first, again = (
        http.post("/v1/scenarios/active_standby", json=WWW, headers={"Idempotency-Key": "once"}) for _ in range(2)
    )
    assert first.status_code == 200
    assert again.json() == first.json()
