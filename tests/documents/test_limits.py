"""How many may refer to how many, and that a person may raise it (gtm.md section 14)."""

from __future__ import annotations

import pytest

from given import KNOWN_LINES, address, addresses, config, domain, faults, limits, monitor, pool, zone
from trunkline.documents.check import check
from trunkline.documents.config import Key
from trunkline.documents.document import Document
from trunkline.documents.settings import DEFAULT_SETTINGS

HOME = zone("example.com")
NAMES = ["a", "b", "c"]
AT_PORTS = [{"monitor": "web", "port": port} for port in (81, 82, 83)]

CASES: list[tuple[str, list[Document], str, Key]] = [
    # the limit, documents with three of it, what is told when two are allowed, the document that brought the third
    ("pools_per_access_domain", [HOME, domain(pools=NAMES), *(pool(name) for name in NAMES)],
     "access_domain gtm.example.com/A: pools: 3 pools", ("access_domain", "gtm.example.com/A")),
    ("addresses_per_pool", [pool("P", NAMES), *addresses(*NAMES)], "pool P: addresses: 3 addresses", ("pool", "P")),
    ("monitors_per_address", [address("a", monitors=NAMES), *(monitor(name) for name in NAMES)],
     "address a: monitors: 3 monitors", ("address", "a")),
    ("ports_per_address", [address("a", monitors=AT_PORTS), monitor("web")],
     "address a: monitors: 3 different ports", ("address", "a")),
    ("references_per_monitor", [monitor("web"), *addresses(*NAMES, monitors=["web"])],
     "monitor web: 3 addresses refer to it", ("address", "b")),
    ("references_per_pool", [HOME, pool("P"), *(domain(f"{name}.example.com", ["P"]) for name in NAMES)],
     "pool P: 3 access domains refer to it", ("access_domain", "b.example.com/A")),
    ("references_per_address", [address("a"), *(pool(name, ["a"]) for name in NAMES)],
     "address a: 3 pools refer to it", ("pool", "b")),
]  # fmt: skip
ids = [case[0] for case in CASES]


@pytest.mark.parametrize(("limit", "documents", "said", "changed"), CASES, ids=ids)
def test_one_more_than_the_limit_is_refused_with_the_way_out(
    limit: str, documents: list[Document], said: str, changed: Key
) -> None:
    (found,) = faults(documents, limits(**{limit: 2}))
    assert found == f"{said}, and the limit is 2 (have fewer, or raise limits.{limit} under settings)"
    assert faults(documents, limits(**{limit: 3})) == []


@pytest.mark.parametrize(("limit", "documents", "said", "changed"), CASES, ids=ids)
def test_whoever_brings_one_too_many_is_told_though_others_are_at_fault_as_well(
    limit: str, documents: list[Document], said: str, changed: Key
) -> None:
    found = config(documents, limits(**{limit: 2}))
    assert len(check(found, KNOWN_LINES, [changed])) == 1
    assert len(check(found, KNOWN_LINES, [("settings", "global")])) == 1


@pytest.mark.parametrize(("limit", "documents", "said", "changed"), CASES[:2], ids=ids[:2])
def test_no_setting_allows_a_list_that_the_engine_cannot_be_told(
    limit: str, documents: list[Document], said: str, changed: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline.documents.limits.MOST_IN_A_LIST", 2)
    (found,) = faults(documents, limits(**{limit: 3}))
    assert found == f"{said}, and no list has more than 2 (have fewer)"


def test_the_limits_are_those_of_the_ultimate_edition_unless_set() -> None:
    assert DEFAULT_SETTINGS.limits.model_dump() == {
        "pools_per_access_domain": 50,
        "addresses_per_pool": 50,
        "monitors_per_address": 10,
        "ports_per_address": 5,
        "references_per_monitor": 50,
        "references_per_pool": 10,
        "references_per_address": 10,
    }


def test_at_the_same_port_there_is_one_port() -> None:
    web = [monitor(name) for name in NAMES]
    assert faults(address("a", monitors=NAMES), web, limits(ports_per_address=1)) == []


def test_a_monitor_at_several_ports_is_one_monitor() -> None:
    assert faults(address("a", monitors=AT_PORTS), monitor("web"), limits(monitors_per_address=1)) == []
