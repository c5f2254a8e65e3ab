"""Any small world: documents that pass the checks, and who of its servers is down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any

from hypothesis import strategies as st

from given import address, availability, domain, monitor, override, pool, zone
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.judgement import Judgement
from trunkline.health.availability import Availability
from trunkline.policies import all_policies

ADDRESSES = [f"a{number}" for number in range(4)]
POOLS = ["P", "Q", "R"]
NAMES = ["x.example.com", "y.example.com"]

Options = dict[str, list[Any]]

ADDRESS: Options = {
    "enabled": [True, True, True, False],
    "mode": ["auto", "auto", "manual"],
    "manual_status": ["available", "unavailable"],
    "monitors": [["web"], ["web"], []],
}
POOL: Options = {"policy": [*all_policies()], "judgement": list(Judgement), "enabled": [True, True, True, False]}
DOMAIN: Options = {"policy": [*all_policies(), "source_nearest"], "enabled": [True, True, True, False], "ttl": [60, 1]}
REFERENCE: Options = {
    "referred": [True, True, False],
    "lines": [["default"], ["mobile"], ["cn_mobile_beijing"], ["telecom", "default"], ["cn_region_shannxi"], []],
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


def fields(options: Options) -> st.SearchStrategy[dict[str, Any]]:
    """One of all combinations, drawn as a single number: that is many times quicker than field by field."""

    def decode(code: int) -> dict[str, Any]:
        found = {}
        for name, values in options.items():
            code, place = divmod(code, len(values))
            found[name] = values[place]
        return found

    return st.integers(0, prod(map(len, options.values())) - 1).map(decode)


def references(field: str, names: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    each = st.tuples(*(fields({field: [name], **REFERENCE}) for name in names))
    return each.map(lambda refs: [ref for ref in refs if ref.pop("referred")])


@cache
def addresses_named(name: str) -> st.SearchStrategy[Document]:
    endpoint = f"192.0.2.{ADDRESSES.index(name) + 1}"
    return fields(ADDRESS).map(lambda given: address(name, endpoint, **given))


@cache
def pools_named(name: str) -> st.SearchStrategy[Document]:
    members = references("address", ADDRESSES)
    return st.tuples(members, fields(POOL)).map(lambda given: pool(name, given[0], **given[1]))


@cache
def domains_named(name: str) -> st.SearchStrategy[Document]:
    members = references("pool", POOLS)
    return st.tuples(members, fields(DOMAIN)).map(lambda given: domain(name, given[0], **given[1]))


zones = st.integers(1, 2).map(lambda ttl: zone("example.com", ttl=ttl))
monitors = st.sampled_from([1, 5]).map(lambda timeout: monitor("web", timeout=timeout))
overrides = st.builds(override, st.sampled_from(ADDRESSES), st.sampled_from(["up", "down"]))
changes = st.one_of(
    zones,
    monitors,
    overrides,
    st.sampled_from(ADDRESSES).flatmap(addresses_named),
    st.sampled_from(POOLS).flatmap(pools_named),
    st.sampled_from(NAMES).flatmap(domains_named),
)
"""One document put into a world; it still passes the checks afterwards."""

downs = st.frozensets(st.sampled_from(ADDRESSES))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    documents: list[Document] = [draw(zones), draw(monitors), *draw(st.lists(overrides, max_size=2))]
    documents += [draw(addresses_named(name)) for name in ADDRESSES]
    documents += [draw(pools_named(name)) for name in POOLS]
    documents += [draw(domains_named(name)) for name in NAMES]
    return World(Config.of(documents), draw(downs))
