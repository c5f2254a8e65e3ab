"""What a preset takes and refuses, and what its documents are called."""

from __future__ import annotations

from typing import Any

import pytest

from trunkline.errors import DocumentError
from trunkline.scenarios.next_steps import next_steps
from trunkline.scenarios.presets import SCENARIOS, read_scenario
from trunkline.scenarios.scenario import Scenario

WWW = {"name": "www.example.com"}
TWO = {"primary": ["127.1.1.1"], "standby": ["127.2.2.2"]}

REFUSED: list[tuple[str, Any, str]] = [
    ("active_standby", [], "scenario active-standby: should be a mapping of fields, not []"),
    ("active_standby", {"prefx": "a"}, "prefx: unknown field (did you mean prefix?)"),
    ("active_standby", TWO, "name is missing: addresses of your own want a name of your own"),
    ("active_standby", WWW, "primary is missing: beside a name, primary and standby must be given"),
    ("active_standby", WWW | {"primary": ["127.1.1.1"]}, "standby is missing: beside a name, primary and standby"),
    ("active_standby", WWW | TWO | {"standby": []}, "standby is missing"),
    ("active_standby", WWW | TWO | {"primary": ["1.2.3"]}, "primary.0: '1.2.3' is not an IPv4 or IPv6 address"),
    ("active_standby", WWW | TWO | {"zone": "example.org"}, "www.example.com is not in the zone example.org"),
    ("active_standby", {"sequence_mode": "polite"}, "sequence_mode: "),
    ("active_standby", {"ttl": "60"}, "ttl: should be a whole number, not '60'"),
    ("multi_isp", WWW, "there are no addresses: beside a name, give mobile, telecom or unicom"),
    ("multi_isp", WWW | {"mobile": [], "unicom": []}, "there are no addresses"),
    ("active_active", {"weights": [1, 2, 3]}, "there are 3 weights for 2 data centres: give one for each, or none"),
    ("active_active", {"weights": [0, 1]}, "weights.0: should be greater than or equal to 1, not 0"),
    ("active_active_multi_isp", {"weights": [1]}, "there are 1 weights for 2 data centres"),
]


@pytest.mark.parametrize(("code", "given", "told"), REFUSED)
def test_a_preset_refuses(code: str, given: Any, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_scenario(code, given)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ttl": 0}, "access_domain gtm.example.com/A: ttl: "),
        ({"port": 70_000}, "monitor gtm check: port: "),
        ({"timeout": 5.0, "interval": 1.0}, "monitor gtm check: timeout 5 s is longer than interval 1 s"),
        ({"protocol": "ping", "port": 80}, "monitor gtm check: "),
    ],
)
def test_what_a_document_cannot_take_is_refused_in_its_own_words(given: dict[str, Any], told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_scenario("active_standby", given).documents()
    assert told in str(refused.value)


@pytest.mark.parametrize("code", SCENARIOS)
def test_addresses_of_ones_own_are_never_joined_by_those_of_the_example(code: str) -> None:
    model = SCENARIOS[code]
    if not model.needs_all:
        first = model.servers[0]
        nested = isinstance(model.model_fields[first].default[0], tuple)
        given = {"name": "www.example.com", first: [["127.9.9.9"]] if nested else ["127.9.9.9"]}
        documents = [one for one in read_scenario(code, given).documents() if one.kind == "address"]
        assert [one.model_dump()["endpoint"] for one in documents] == ["127.9.9.9"]


@pytest.mark.parametrize(
    ("parameters", "first"),
    [
        ({"name": "www.example.com"}, "www Primary-DC"),
        ({"name": "www.example.com", "type": "AAAA"}, "www AAAA Primary-DC"),
        ({"name": "*.example.com"}, "example Primary-DC"),
        ({"name": "*"}, "any Primary-DC"),
        ({"name": "example.com"}, "example Primary-DC"),
        ({"name": "www.example.com", "prefix": "shop"}, "shop Primary-DC"),
    ],
)
def test_documents_are_called_by_the_name_and_their_part(parameters: dict[str, Any], first: str) -> None:
    found = read_scenario("active_standby", TWO | parameters).documents()
    assert next(one.name for one in found if one.kind == "pool") == first


def test_a_zone_is_made_only_when_it_is_named_with_the_name_servers_told() -> None:
    assert zones(read_scenario("custom", WWW)) == []
    made = read_scenario("custom", WWW | {"zone": "Example.com."})
    told = read_scenario("custom", WWW | {"zone": "example.com", "nameservers": ["ns.example.net", "ns.example.org"]})
    assert zones(made) == [("example.com", ("ns1.example.com.",))]
    assert zones(told) == [("example.com", ("ns.example.net.", "ns.example.org."))]


def test_what_is_left_to_do_tells_how_a_business_name_is_connected() -> None:
    fresh = next_steps(read_scenario("custom", {}), new_zone=True)
    assert [step.split(":")[0] for step in fresh] == [
        "gtm.example.com/A has no pools yet, so its zone's own records answer",
        "gtm.example.com/A is disabled",
        "the zone example.com is new",
        "a business name on other DNS is connected by a record there",
    ]
    (left,) = next_steps(read_scenario("multi_isp", {"enable": True}), new_zone=False)
    assert "www.shop.example. CNAME gtm.example.com." in left


def zones(scenario: Scenario) -> list[tuple[str, tuple[str, ...]]]:
    found = [one.model_dump() for one in scenario.documents() if one.kind == "zone"]
    return [(one["name"], one["records"][0]["data"]) for one in found]
