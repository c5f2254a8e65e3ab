"""One document at a time over HTTP: created, read, changed, deleted, and only if nobody else did meanwhile."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from given import address, config, domain, monitor, override, pool, zone
from trunkline.client import Client
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF, SECTIONS
from trunkline.documents.line import OwnLine
from trunkline.documents.place import Place
from trunkline.documents.settings import Settings
from trunkline.errors import NotFound

OF_EACH_KIND: list[Document] = [
    zone(),
    monitor(),
    address("server", monitors=[]),
    pool("Global pool", ["server"]),
    domain(pools=["Global pool"]),
    OwnLine(name="office", networks=("10.9.0.0/16",)),
    override("server", "down"),
    Place(name="here"),
    ContactGroup.model_validate({"name": "on-call", "channels": [{"url": "json://127.0.0.1:1/"}]}),
    Settings(),
]


def path(document: Document) -> str:
    return f"/v1/{SECTION_OF[document.kind]}/{document.key}"


def test_every_section_is_tried_here() -> None:
    assert {document.kind for document in OF_EACH_KIND} == {model.kind for model in SECTIONS.values()}


@pytest.mark.parametrize("place", range(len(OF_EACH_KIND)), ids=[one.kind for one in OF_EACH_KIND])
def test_what_is_put_is_read_back(gtm: Client, http: httpx.Client, place: int) -> None:
    *needed, document = OF_EACH_KIND[: place + 1]
    gtm.apply(needed)
    made = http.put(path(document), json=document.model_dump(mode="json"))
    read = http.get(path(document))
    assert (made.status_code, read.status_code) == (201, 200)
    assert made.headers["etag"] == read.headers["etag"] == f'"{made.json()["revision"]}"'
    assert type(document).model_validate(read.json()).key == document.key


def test_a_section_lists_its_documents_by_name(gtm: Client, http: httpx.Client) -> None:
    gtm.apply([address("b", "192.0.2.2"), address("a")])
    found = http.get("/v1/addresses")
    assert [one["name"] for one in found.json()] == ["a", "b"]
    assert found.headers["etag"] == f'"{gtm.documents().revision}"'


def test_a_patch_changes_what_it_names_and_null_brings_a_default_back(gtm: Client) -> None:
    gtm.put(address("a", remark="rack 7"))
    applied = gtm.patch("address", "a", {"enabled": False, "remark": None})
    body = gtm.get("address", "a").body
    assert (body["enabled"], body["remark"], body["endpoint"]) == (False, "", "192.0.2.1")
    assert applied["documents"][0]["fields"] == ["enabled", "remark"]


def test_the_name_may_be_left_to_the_path(http: httpx.Client) -> None:
    assert http.put("/v1/addresses/a", json={"endpoint": "192.0.2.1"}).status_code == 201


def test_the_name_in_the_body_must_be_that_of_the_path(http: httpx.Client) -> None:
    refused = http.put("/v1/addresses/a", json={"name": "b", "endpoint": "192.0.2.1"})
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["field"] == "name"


@pytest.mark.parametrize("name", ["Gtm.EXAMPLE.com/a", "gtm.example.com./A"])
def test_names_of_the_dns_are_found_in_any_spelling(gtm: Client, http: httpx.Client, name: str) -> None:
    gtm.apply([zone(), domain()])
    assert http.get(f"/v1/access_domains/{name}").json()["name"] == "gtm.example.com"


@pytest.mark.parametrize("name", ["服务器 一", "50% off?", "a&b#c", "..", "a+b"])
def test_a_name_of_any_script_can_stand_in_a_path(gtm: Client, name: str) -> None:
    gtm.put(address(name))
    assert gtm.get("address", name).body["name"] == name


CONDITIONS: list[tuple[str, dict[str, str], int]] = [
    ("the present revision", {"If-Match": '"{now}"'}, 200),
    ("any revision", {"If-Match": "*"}, 200),
    ("a stale revision", {"If-Match": '"{stale}"'}, 412),
    ("no revision at all", {"If-None-Match": "*"}, 412),
    ("a weak tag", {"If-Match": 'W/"{now}"'}, 400),
    ("a number without quotes", {"If-Match": "{now}"}, 400),
    ("a list", {"If-Match": '"{now}", "{stale}"'}, 400),
    ("none but one", {"If-None-Match": '"{stale}"'}, 400),
    ("both headers", {"If-Match": "*", "If-None-Match": "*"}, 400),
]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("told", "headers", "status"), CONDITIONS, ids=[row[0] for row in CONDITIONS])
def test_a_change_holds_only_if_its_condition_does(
    gtm: Client, http: httpx.Client, method: str, told: str, headers: dict[str, str], status: int
) -> None:
    gtm.put(address("a"))
    now = gtm.get("address", "a").revision
    sent = {name: value.format(now=now, stale=now - 1) for name, value in headers.items()}
    body: Any = None if method == "DELETE" else {"endpoint": "192.0.2.9"}
    answer = http.request(method, "/v1/addresses/a", headers=sent, json=body)
    assert answer.status_code == status, answer.text
    assert status == 200 or gtm.get("address", "a").revision == now


def test_a_conflict_tells_both_revisions(gtm: Client, http: httpx.Client) -> None:
    gtm.put(address("a"))
    now = gtm.get("address", "a").revision
    body = http.delete("/v1/addresses/a", headers={"If-Match": f'"{now + 5}"'}).json()
    assert body["error"] == "Conflict"
    assert f"revision {now}," in body["message"]
    assert str(now + 5) in body["message"]


def test_what_is_not_there_cannot_match(http: httpx.Client) -> None:
    answer = http.put("/v1/addresses/a", json={"endpoint": "192.0.2.1"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["error"]) == (412, "Conflict")


def test_what_others_refer_to_is_not_deleted(gtm: Client, http: httpx.Client) -> None:
    gtm.apply([address("a"), pool("P", ["a"])])
    refused = http.delete("/v1/addresses/a")
    assert (refused.status_code, refused.json()["error"]) == (409, "StillReferenced")
    assert "pool P" in refused.json()["message"]


def test_the_reason_and_the_token_stand_in_the_history(gtm: Client) -> None:
    gtm.put(address("a"), why="a new rack")
    newest = gtm.history("address", "a")[0]
    assert (newest["why"], newest["by"]) == ("a new rack", "local")


def test_a_zone_file_makes_a_zone_and_comes_back(gtm: Client) -> None:
    gtm.put_zone_file("example.com", "@ 300 IN NS ns1\nns1 IN A 192.0.2.53\n")
    assert "ns1.example.com. 300 IN A 192.0.2.53" in gtm.get_zone_file("example.com")


def test_a_broken_zone_file_is_refused_with_its_line(http: httpx.Client) -> None:
    sent = "@ 300 IN NS ns1\nns1 IN A not-an-address\n"
    refused = http.put("/v1/zones/example.com", content=sent, headers={"Content-Type": "text/dns"})
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["place"] == "zone file:2"


def test_a_config_of_all_kinds_is_applied_at_once(gtm: Client) -> None:
    gtm.apply(config(OF_EACH_KIND).documents.values())
    assert {section: len(found) for section, found in gtm.documents().body.items()} == dict.fromkeys(SECTIONS, 1)


@pytest.mark.parametrize(
    "name", ["0/25.2.0.192.in-addr.arpa", "a%2fb?c#d.example.com", "delegation/x.example.com", "a\\.b.example.com"]
)
def test_names_of_the_dns_may_hold_what_means_something_in_a_url(gtm: Client, name: str) -> None:
    """RFC 2317 delegates parts of a network by names with a slash."""
    gtm.put(zone(name))
    found = gtm.get("zone", name)
    assert found.body["name"] == name
    assert "ns1" in gtm.get_zone_file(name)
    gtm.patch("zone", name, {"remark": "half a network"}, expected=found.revision)
    gtm.put(domain(f"www.{name}"))
    assert gtm.get("access_domain", f"www.{name}/A").body["name"] == f"www.{name}"
    gtm.delete("access_domain", f"www.{name}/A")
    gtm.delete("zone", name)
    with pytest.raises(NotFound):
        gtm.get("zone", name)
