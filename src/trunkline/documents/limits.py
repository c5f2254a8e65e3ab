"""How many may refer to how many: the limits that settings hold (gtm.md section 14)."""

from __future__ import annotations

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config
from trunkline.documents.fault import Fault, Faults
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.pool import Pool

MOST_IN_A_LIST = 65_535
"""Members of one list that the engine can be told of, whatever the settings allow."""


def pools_within_limits(domain: AccessDomain, config: Config) -> Faults:
    """What an access domain refers to."""
    count = len(domain.pools)
    yield from _too_long("pools", count) or _beyond("pools", count, "pools", "pools_per_access_domain", config)


def addresses_within_limits(pool: Pool, config: Config) -> Faults:
    """What a pool refers to, and who refers to it."""
    count = len(pool.addresses)
    yield from _too_long("addresses", count) or _beyond("addresses", count, "addresses", "addresses_per_pool", config)
    referrers = len(config.domains_of_pool.get(pool.name, ()))
    yield from _beyond("", referrers, "access domains refer to it", "references_per_pool", config)


def monitors_within_limits(address: Address, config: Config) -> Faults:
    """What an address refers to, at how many ports it is checked, and who refers to it."""
    different = {ref.monitor for ref in address.monitors}
    yield from _beyond("monitors", len(different), "monitors", "monitors_per_address", config)
    known = [(config.monitors[ref.monitor], ref.port) for ref in address.monitors if ref.monitor in config.monitors]
    ports = {port for monitor, given in known if (port := monitor.port_for(given))}
    yield from _beyond("monitors", len(ports), "different ports", "ports_per_address", config)
    referrers = len(config.pools_of_address.get(address.name, ()))
    yield from _beyond("", referrers, "pools refer to it", "references_per_address", config)


def references_within_limits(monitor: Monitor, config: Config) -> Faults:
    """Who refers to a monitor."""
    referrers = len(config.addresses_of_monitor.get(monitor.name, ()))
    yield from _beyond("", referrers, "addresses refer to it", "references_per_monitor", config)


def _too_long(what: str, count: int) -> list[Fault]:
    if count <= MOST_IN_A_LIST:
        return []
    return [(what, f"{count} {what}, and no list has more than {MOST_IN_A_LIST}", "have fewer")]


def _beyond(field: str, count: int, what: str, limit: str, config: Config) -> list[Fault]:
    most: int = getattr(config.settings.limits, limit)
    if count <= most:
        return []
    return [(field, f"{count} {what}, and the limit is {most}", f"have fewer, or raise limits.{limit} under settings")]
