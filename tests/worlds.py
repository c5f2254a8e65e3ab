"""Any small world: documents that pass the checks, who of its servers is down, and what nodes remember.

A world is drawn as a single number that chance begins from. Drawn field by field, most worlds would be of the
simplest kind, in which all is up and nobody asks on a line of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from given import address, availability, domain, last_good, monitor, on_duty, override, pool, zone
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.judgement import Judgement
from trunkline.health.availability import Availability
from trunkline.policies import all_policies

T = TypeVar("T")

ADDRESSES = [f"a{number}" for number in range(4)]
POOLS = ["P", "Q", "R"]
HOSTS = ["n0", "n1"]
NAMED = "N"
NAMES = ["x.example.com", "y.example.com"]
ALIAS = "*.example.com"
"""Addresses and their pools; two domain names and their pool; access domains of type A, and one of type CNAME."""

Options = dict[str, list[Any]]

ADDRESS: Options = {
    "enabled": [True, True, True, True, False],
    "mode": ["auto", "auto", "manual"],
    "manual_status": ["available", "unavailable"],
    "monitors": [["web"], ["web"], ["web"], []],
}
SEQUENCE: Options = {"sequence_mode": ["preemptive", "non_preemptive"]}
POOL: Options = {
    "policy": [*all_policies()],
    "judgement": list(Judgement),
    "enabled": [True, True, True, True, False],
    **SEQUENCE,
}
DOMAIN: Options = {
    "policy": [*all_policies(), "source_nearest", "source_nearest"],
    "enabled": [True, True, True, True, False],
    "ttl": [60, 1],
    "parent_lines": [False, True],
    "all_down": ["all_addresses", "last_good", "last_good", "records", "servfail"],
    "all_down_records": [["sorry.example.net"]],
    **SEQUENCE,
}
REFERENCE: Options = {
    "referred": [True, True, True, False],
    "lines": [
        ["default"],
        ["mobile"],
        ["cn_mobile_beijing"],
        ["telecom", "default"],
        ["cn_region_shannxi"],
        [],
        ["default"],
        ["mobile"],
        ["cn_mobile_beijing"],
        ["default"],
    ],
    "serial": [1, 2, 3],
    "weight": [1, 50],
}
"""What a field may be; what stands twice comes more often."""


@dataclass(frozen=True)
class World:
    """Documents, and the names of those servers whose checks fail."""

    config: Config
    down: frozenset[str]

    @property
    def availability(self) -> Availability:
        failing = {name for name in self.down if self.config.addresses[name].monitors}
        return availability(self.config, failing)

    def enabled_addresses(self, key: str) -> frozenset[str]:
        """The names of all that might be answered with: enabled, in an enabled pool of that access domain."""
        pools = [self.config.pools[ref.pool] for ref in self.config.access_domains[key].pools]
        names = {ref.address for one in pools if one.enabled for ref in one.addresses}
        return frozenset(name for name in names if self.config.addresses[name].enabled)


def drawn(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """Whatever is made of a chance that begins from a single number."""
    return st.integers(0, 2**64 - 1).map(lambda number: make(Random(number)))


def some(names: list[str]) -> st.SearchStrategy[frozenset[str]]:
    """Any of these names: none, a few or all."""
    return drawn(lambda chance: _some(names, chance))


def _some(names: list[str], chance: Random) -> frozenset[str]:
    likely = chance.random()
    return frozenset([name for name in names if chance.random() < likely])


def _fields(options: Options, chance: Random) -> dict[str, Any]:
    return {name: chance.choice(values) for name, values in options.items()}


def _references(field: str, names: list[str], chance: Random) -> list[dict[str, Any]]:
    refs = [{field: name, **_fields(REFERENCE, chance)} for name in names]
    return [ref for ref in refs if ref.pop("referred")]


def _address(name: str, chance: Random) -> Document:
    """a0 … are IPv4 addresses, n0 … are domain names."""
    endpoint = f"192.0.2.{ADDRESSES.index(name) + 1}" if name in ADDRESSES else f"{name}.example.net"
    return address(name, endpoint, **_fields(ADDRESS, chance))


def _pool(name: str, chance: Random) -> Document:
    type_, names = ("domain", HOSTS) if name == NAMED else ("IPv4", ADDRESSES)
    return pool(name, _references("address", names, chance), type=type_, **_fields(POOL, chance))


def _domain(name: str, chance: Random) -> Document:
    """Of type A, the pool of names among its own unless several pools stand in one answer; or the one of type CNAME."""
    given = _fields(DOMAIN, chance)
    if name == ALIAS:
        return domain(name, _references("pool", [NAMED], chance), type="CNAME", **given)
    pools = POOLS if all_policies()[given["policy"]].several else [*POOLS, NAMED]
    return domain(name, _references("pool", pools, chance), **given)


def _zone(chance: Random) -> Document:
    return zone("example.com", ttl=chance.choice([1, 2]))


def _monitor(chance: Random) -> Document:
    return monitor("web", timeout=chance.choice([1, 5]))


def _override(chance: Random) -> Document:
    return override(chance.choice([*ADDRESSES, *HOSTS]), chance.choice(["up", "down", "drain"]))


def _memory(name: str, chance: Random) -> Document:
    """Who is on duty in the list of that pool or access domain, whether it counts there or not."""
    if name in POOLS:
        return on_duty(pool(name), chance.choice(ADDRESSES))
    return on_duty(domain(name), chance.choice([*POOLS, NAMED]))


def _last_good(name: str, chance: Random) -> Document:
    return last_good(*sorted(_some([*ADDRESSES, *HOSTS], chance)), key=f"{name}/A")


def _change(chance: Random) -> Document:
    names = {
        _address: [*ADDRESSES, *HOSTS],
        _pool: [*POOLS, NAMED],
        _domain: [*NAMES, ALIAS],
        _memory: [*NAMES, *POOLS],
        _last_good: NAMES,
    }
    if chance.random() < 0.3:
        return chance.choice([_zone, _monitor, _override])(chance)
    make = chance.choice([*names])
    return make(chance.choice(names[make]), chance)


def _world(chance: Random) -> World:
    documents = [_zone(chance), _monitor(chance)]
    documents += [_override(chance) for _ in range(chance.choice([0, 1, 2]))]
    documents += [_memory(name, chance) for name in sorted(_some([*NAMES, *POOLS], chance))]
    documents += [_last_good(name, chance) for name in sorted(_some(NAMES, chance))]
    documents += [_address(name, chance) for name in [*ADDRESSES, *HOSTS]]
    documents += [_pool(name, chance) for name in [*POOLS, NAMED]]
    documents += [_domain(name, chance) for name in [*NAMES, ALIAS]]
    return World(Config.of(documents), _some([*ADDRESSES, *HOSTS], chance))


changes = drawn(_change)
"""One document put into a world; it still passes the checks afterwards."""

downs = some([*ADDRESSES, *HOSTS])


def worlds() -> st.SearchStrategy[World]:
    return drawn(_world)
