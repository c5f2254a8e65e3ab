"""Each preset sets up what gtm.md section 3 says, and what it sets up holds together."""

from __future__ import annotations

from typing import Any

import pytest

from given import KNOWN_LINES, choice
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.scenarios.presets import SCENARIOS, read_scenario

KEY = "gtm.example.com/A"
SERVED = [code for code in SCENARIOS if code != "custom"]


def set_up(code: str, **parameters: Any) -> Config:
    """What the preset makes; with nothing told, the example."""
    return Config.of(read_scenario(code, parameters).documents())


def pools_of(found: Config) -> list[tuple[str, str, list[str], tuple[str, ...]]]:
    """Of the one access domain: each pool with its policy, endpoints and lines, in order of serials."""
    (domain,) = found.access_domains.values()
    return [
        (ref.pool, found.pools[ref.pool].policy, endpoints_of(found, ref.pool), ref.lines)
        for ref in sorted(domain.pools, key=lambda ref: ref.serial)
    ]


def endpoints_of(found: Config, pool: str) -> list[str]:
    return [found.addresses[ref.address].endpoint for ref in found.pools[pool].addresses]


def domain_of(found: Config) -> AccessDomain:
    (domain,) = found.access_domains.values()
    return domain


@pytest.mark.parametrize("code", SCENARIOS)
def test_with_nothing_told_a_preset_is_complete_and_without_fault(code: str) -> None:
    found = set_up(code)
    assert check(found, KNOWN_LINES) == []
    assert found.zones.keys() == {"example.com"}
    assert not found.access_domains[KEY].enabled


@pytest.mark.parametrize("code", SERVED)
def test_every_address_is_checked_by_the_one_monitor_and_every_pool_is_used(code: str) -> None:
    found = set_up(code, protocol="https", port=8443, path="/up", host="www.example.com", judgement="p50_ok")
    assert [one.model_dump(include={"protocol", "port", "path", "host"}) for one in found.monitors.values()] == [
        {"protocol": "https", "port": 8443, "path": "/up", "host": "www.example.com"}
    ]
    assert all(one.monitors[0].monitor == "gtm check" for one in found.addresses.values())
    assert found.pools.keys() == found.domains_of_pool.keys()
    assert {pool.judgement for pool in found.pools.values()} == {"p50_ok"}


def test_health_check_only_is_one_pool_in_rotation_of_addresses_that_health_never_takes_out() -> None:
    found = set_up("health_check_only")
    assert domain_of(found).policy == "round_robin"
    assert pools_of(found) == [("gtm Servers", "round_robin", ["127.1.1.1", "127.2.2.2"], ())]
    assert {(one.mode, one.manual_status) for one in found.addresses.values()} == {("manual", "available")}


@pytest.mark.parametrize("mode", ["preemptive", "non_preemptive"])
def test_active_standby_is_two_pools_in_sequence_which_switches_back_if_wanted(mode: str) -> None:
    found = set_up("active_standby", sequence_mode=mode)
    assert (domain_of(found).policy, domain_of(found).sequence_mode) == ("sequence", mode)
    assert [row[0::2] for row in pools_of(found)] == [
        ("gtm Primary-DC", ["127.1.1.1"]),
        ("gtm Backup-DC", ["127.2.2.2"]),
    ]


def test_active_active_is_a_pool_with_a_weight_for_each_data_centre() -> None:
    found = set_up("active_active", name=KEY[:-2], centres=[["127.1.1.1", "127.1.1.2"], ["127.2.2.2"]], weights=[3, 1])
    assert domain_of(found).policy == "weight"
    assert [(ref.pool, ref.weight) for ref in domain_of(found).pools] == [("gtm DC-1", 3), ("gtm DC-2", 1)]
    assert endpoints_of(found, "gtm DC-1") == ["127.1.1.1", "127.1.1.2"]


ALL_THREE = ["127.1.1.1", "127.2.2.2", "127.3.3.3"]


def test_multi_isp_is_the_tutorial() -> None:
    found = set_up("multi_isp")
    assert domain_of(found).policy == "source_nearest"
    assert pools_of(found) == [
        ("gtm Mobile", "round_robin", ["127.1.1.1"], ("mobile",)),
        ("gtm Telecom", "round_robin", ["127.2.2.2"], ("telecom",)),
        ("gtm Unicom", "round_robin", ["127.3.3.3"], ("unicom",)),
        ("gtm Global", "sequence", ALL_THREE, ("default",)),
    ]
    assert len(found.addresses) == 3, "Global selects the addresses that are there"


def test_active_standby_multi_isp_has_two_pools_for_each_line_the_primary_s_first() -> None:
    found = set_up("active_standby_multi_isp")
    assert domain_of(found).policy == "source_nearest"
    by_line = {
        line: [endpoints for _, _, endpoints, lines in pools_of(found) if lines == (line,)]
        for line in ("mobile", "telecom", "unicom", "default")
    }
    assert by_line == {
        "mobile": [["127.1.1.1"], ["127.4.4.4"]],
        "telecom": [["127.2.2.2"], ["127.5.5.5"]],
        "unicom": [["127.3.3.3"], ["127.6.6.6"]],
        "default": [ALL_THREE, ["127.4.4.4", "127.5.5.5", "127.6.6.6"]],
    }


def test_active_active_multi_isp_has_a_pool_for_each_line_in_which_data_centres_have_weights() -> None:
    found = set_up("active_active_multi_isp", weights=[3, 1])
    assert [row[1:] for row in pools_of(found)[:1]] == [("weight", ["127.1.1.1", "127.4.4.4"], ("mobile",))]
    assert {len(pool.addresses) for pool in found.pools.values()} == {2, 6}
    heavy = {"127.1.1.1", "127.2.2.2", "127.3.3.3"}
    for pool in found.pools.values():
        shares = {found.addresses[ref.address].endpoint: ref.weight for ref in pool.addresses}
        assert shares == {endpoint: 3 if endpoint in heavy else 1 for endpoint in shares}


def test_custom_is_an_access_domain_alone() -> None:
    found = set_up("custom", type="CNAME")
    assert {kind for kind, _ in found.documents} == {"zone", "access_domain"}
    assert found.access_domains["gtm.example.com/CNAME"].pools == ()


STEPS = [
    ("health_check_only", "mobile", "1", "1 2"),
    ("active_standby", "mobile", "", "1"),
    ("active_standby", "mobile", "1", "2"),
    ("active_standby", "mobile", "1 2", "1"),
    ("active_active", "mobile", "", "1 2"),
    ("active_active", "mobile", "1", "2"),
    ("multi_isp", "mobile", "", "1"),
    ("multi_isp", "mobile", "1", "2"),
    ("multi_isp", "telecom", "1 2", "3"),
    ("multi_isp", "unicom", "1 2 3", "1 2 3"),
    ("active_standby_multi_isp", "mobile", "", "1"),
    ("active_standby_multi_isp", "mobile", "1", "4"),
    ("active_standby_multi_isp", "mobile", "1 4", "2"),
    ("active_standby_multi_isp", "default", "1 2 3", "4"),
    ("active_active_multi_isp", "telecom", "", "2 5"),
    ("active_active_multi_isp", "telecom", "2", "5"),
    ("active_active_multi_isp", "telecom", "2 5", "1 3 4 6"),
]


@pytest.mark.parametrize(("code", "line", "down", "answered"), STEPS)
def test_an_asker_is_answered_as_the_preset_promises(code: str, line: str, down: str, answered: str) -> None:
    """Servers by their numbers: 1 is 127.1.1.1."""
    found = set_up(code, enable=True)
    endpoints = {one.endpoint: name for name, one in found.addresses.items()}
    chosen = choice(found, *dict.fromkeys([line, "default"]), down=[endpoints[server(one)] for one in down.split()])
    assert chosen
    assert set(chosen.endpoints) == {server(one) for one in answered.split()}


def server(number: str) -> str:
    return ".".join(["127", *[number] * 3])


def test_an_endpoint_named_twice_is_one_address_and_stands_once_in_each_pool() -> None:
    found = set_up("multi_isp", name="www.example.com", mobile=["127.1.1.1"], telecom=["127.1.1.1"])
    assert found.addresses.keys() == {"www Mobile 1"}
    assert {row[0]: row[2] for row in pools_of(found)}["www Global"] == ["127.1.1.1"]


def test_domain_names_are_served_as_cnames() -> None:
    names = {"primary": ["a.cdn.example"], "standby": ["b.cdn.example"]}
    found = set_up("active_standby", name="www.example.com", type="CNAME", zone="example.com", **names)
    assert check(found, KNOWN_LINES) == []
    assert {pool.type for pool in found.pools.values()} == {"domain"}
