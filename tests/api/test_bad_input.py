"""What is refused: each with a status, a field and a way out, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from given import address, domain, pool, records, zone
from trunkline.client import Client

A, P = {"name": "a", "endpoint": "192.0.2.1"}, {"name": "P", "addresses": ["a"]}
Z = zone().model_dump(mode="json")


def with_records(*more: dict[str, Any]) -> dict[str, Any]:
    return {"name": "example.com", "records": [records("@", "NS", "ns1"), *more]}


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("an unknown field", {"addresses": [A | {"endpont": "x"}]}, "endpont", "did you mean endpoint?"),
    ("an unknown section", {"adresses": []}, "adresses", "did you mean addresses?"),
    ("a reference to nothing", {"pools": [P]}, "addresses.0.address", "declare"),
    ("a near miss", {"addresses": [A], "pools": [P | {"addresses": ["aa"]}]}, "addresses.0.address", "did you mean a?"),
    ("an address twice", {"addresses": [A], "pools": [P | {"addresses": ["a", "a"]}]}, "addresses.1", "keep one"),
    (
        "a CNAME beside other data",
        {"zones": [with_records(records("w", "CNAME", "x"), records("w", "A", "192.0.2.1"))]},
        "records.1",
        "not both",
    ),
    ("a name outside its zone", {"zones": [with_records(records("w.example.net.", "A", "192.0.2.1"))]}, "name", "zone"),
    ("a TTL of -1", {"zones": [Z | {"ttl": -1}]}, "ttl", ""),
    ("two of one name", {"addresses": [A, A]}, "name", "rename one"),
    (
        "a weight of 0",
        {"addresses": [A], "pools": [P | {"addresses": [{"address": "a", "weight": 0}]}]},
        "addresses.0.weight",
        "",
    ),
    ("an access domain in no zone", {"access_domains": [{"name": "gtm.example.org"}]}, "name", "add a zone"),
    (
        "a line that is not there",
        {"addresses": [A], "pools": [P | {"addresses": [{"address": "a", "lines": ["x"]}]}]},
        "lines",
        "",
    ),
    ("an override of nothing", {"overrides": [{"name": "a", "state": "up", "reason": "r"}]}, "name", "declare"),
    ("an override without a reason", {"overrides": [{"name": "a", "state": "up"}]}, "reason", ""),
    ("a list where a mapping stands", {"pools": [["P"]]}, "", ""),
    ("a mapping where a list stands", {"pools": {"P": {}}}, "pools", ""),
]


@pytest.mark.parametrize("action", ["apply", "plan"])
@pytest.mark.parametrize(("told", "body", "field", "remedy"), BAD, ids=[row[0] for row in BAD])
def test_documents_are_refused_by_field_with_a_remedy(
    gtm: Client, http: httpx.Client, action: str, told: str, body: dict[str, Any], field: str, remedy: str
) -> None:
    before = gtm.documents()
    refused = http.post(f"/v1/{action}", json=body)
    problem = refused.json()["problems"][0]
    assert (refused.status_code, refused.json()["error"]) == (422, "DocumentError")
    assert field in problem["field"]
    assert remedy in problem["remedy"]
    assert problem["message"]
    assert gtm.documents() == before


def test_every_fault_is_told_at_once(http: httpx.Client) -> None:
    body = {"addresses": [{"name": "a"}, {"name": "b", "endpoint": "nowhere"}], "monitors": [{"name": "m"}]}
    problems = http.post("/v1/apply", json=body).json()["problems"]
    assert {problem["place"].split(".")[1] for problem in problems} == {"addresses", "monitors"}
    assert len(problems) == 3


BROKEN: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "the body is empty"),
    ("a comma too many", b'{"name": "a",\n  "endpoint": "192.0.2.1",,}', "line 2"),
    ("a field twice", b'{"name": "a", "name": "b"}', "name stands twice"),
    ("half of a letter twice", rb'{"\ud800": 1, "\ud800": 2}', "stands twice"),
    ("not a number", b'{"ttl": NaN}', "NaN"),
    ("no UTF-8", b'{"name": "\xff"}', "not UTF-8"),
    ("too deep", b"[" * 200_000, "nested too deep"),
]


@pytest.mark.parametrize(("told", "body", "words"), BROKEN, ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize("path", ["/v1/addresses/a", "/v1/tokens", "/v1/apply"])
def test_broken_json_is_refused_with_its_place(
    http: httpx.Client, told: str, body: bytes, words: str, path: str
) -> None:
    refused = http.request("PUT" if "addresses" in path else "POST", path, content=body)
    assert (refused.status_code, refused.json()["error"]) == (400, "BadRequest")
    assert words in refused.json()["message"]


@pytest.mark.parametrize("text", [r'{"endpoint": "192.0.2.1", "remark": "\ud800"}', r'{"\ud800": []}', r'["\udfff"]'])
@pytest.mark.parametrize("path", ["/v1/apply", "/v1/plan", "/v1/tokens"])
def test_half_of_a_letter_is_refused_wherever_it_stands(http: httpx.Client, text: str, path: str) -> None:
    refused = http.post(path, content=text)
    assert (refused.status_code, "half of a surrogate pair" in refused.text) == (400, True)


def test_a_letter_that_is_written_in_halves_is_taken(http: httpx.Client) -> None:
    assert http.put("/v1/addresses/a", content=r'{"endpoint": "192.0.2.1", "remark": "\ud83d\ude00"}').is_success
    assert http.get("/v1/addresses/a").json()["remark"] == "😀"


def test_text_that_no_store_can_hold_is_refused(http: httpx.Client) -> None:
    assert http.put("/v1/addresses/a", content=r'{"endpoint": "\u0000"}').status_code == 422


def test_a_stale_revision_of_the_store_is_refused(gtm: Client, http: httpx.Client) -> None:
    now = gtm.documents().revision
    refused = http.post("/v1/apply", params={"expected": now + 1}, json={"addresses": [A]})
    assert (refused.status_code, refused.json()["error"]) == (412, "Conflict")
    assert f"{now}" in refused.json()["message"]
    assert gtm.documents().revision == now


def test_a_patch_that_breaks_a_reference_is_refused(gtm: Client, http: httpx.Client) -> None:
    gtm.apply([zone(), address("a"), pool("P", ["a"]), domain(pools=["P"])])
    refused = http.patch("/v1/access_domains/gtm.example.com/A", json={"pools": ["Q"]})
    assert refused.json()["problems"][0]["place"] == "access_domain gtm.example.com/A"


QUESTIONS = [
    ("/v1/explain", {"name": "gtm.example.com", "from": "nobody"}, "from"),
    ("/v1/explain", {"name": "gtm.example.com"}, "from"),
    ("/v1/explain", {"name": "gtm..example.com", "from": "192.0.2.1"}, "name"),
    ("/v1/explain", {"name": "gtm.example.com", "from": "192.0.2.1", "type": "AAAAA"}, "type"),
    ("/v1/explain", {"name": "gtm.example.com", "from": "fe80::1%eth0"}, "from"),
    ("/v1/probe", {"name": "x" * 64}, "name"),
    ("/v1/history", {"before": "9" * 30}, "before"),
    ("/v1/history", {"limit": "0"}, "limit"),
    ("/v1/history", {"limit": "many"}, "limit"),
]


@pytest.mark.parametrize(("path", "asked", "field"), QUESTIONS)
def test_a_question_is_refused_by_parameter(http: httpx.Client, path: str, asked: dict[str, str], field: str) -> None:
    refused = http.get(path, params=asked)
    assert refused.status_code == 422
    assert [(one["place"], one["field"]) for one in refused.json()["problems"]] == [("query", field)]


@pytest.mark.parametrize("name", ["", "."])
def test_the_root_is_a_name_to_ask_about(http: httpx.Client, name: str) -> None:
    answer = http.get("/v1/explain", params={"name": name, "from": "192.0.2.1"})
    assert (answer.status_code, answer.json()["rcode"]) == (200, "REFUSED")


MISSING = [
    ("GET", "/v1/pools/none"),
    ("PATCH", "/v1/pools/none"),
    ("DELETE", "/v1/pools/none"),
    ("DELETE", "/v1/tokens/none"),
    ("GET", "/v1/access_domains/gtm.example.com/MX"),
    ("GET", "/v1/access_domains/gtm.example.com"),
    ("GET", "/v1/nothing"),
    ("GET", "/"),
]


@pytest.mark.parametrize(("method", "path"), MISSING)
def test_what_is_not_there_is_404_in_the_one_shape(http: httpx.Client, method: str, path: str) -> None:
    missing = http.request(method, path, json={} if method == "PATCH" else None)
    assert missing.status_code == 404
    assert missing.json().keys() == {"error", "message", "problems"}
    assert missing.json()["error"] == "NotFound"


def test_where_the_routes_are_listed_is_told_truly(http: httpx.Client) -> None:
    assert "/openapi.json" in http.get("/v1/nothing").json()["message"]
    assert http.get("/openapi.json").status_code == 200


def test_a_wrong_method_is_405_in_the_one_shape(http: httpx.Client) -> None:
    refused = http.post("/v1/pools")
    assert (refused.status_code, refused.json()["error"]) == (405, "BadRequest")


def test_a_body_beyond_the_limit_is_refused_and_nobody_hangs(http: httpx.Client) -> None:
    def too_much() -> Any:
        yield from [b" " * 1024 * 1024] * 65

    refused = http.post("/v1/apply", content=too_much(), timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (400, "BadRequest")
