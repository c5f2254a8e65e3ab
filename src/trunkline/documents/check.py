"""What must hold between documents: every reference leads somewhere, types fit, no name is two things."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Container, Iterable, Sequence

from trunkline.documents.access_domain import ANSWERS_WITH, AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.concerned import concerned
from trunkline.documents.config import Config, Key
from trunkline.documents.fault import Faults, missing, twice
from trunkline.documents.fit import misfits
from trunkline.documents.hosting import hosted_well
from trunkline.documents.limits import (
    addresses_within_limits,
    monitors_within_limits,
    pools_within_limits,
    references_within_limits,
)
from trunkline.documents.line import OwnLine
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.pool import Pool
from trunkline.documents.reference import MonitorReference, Share
from trunkline.documents.settings import Settings
from trunkline.documents.zone import Zone
from trunkline.errors import Problem
from trunkline.policies import all_policies, find_policy

MAX_GUESSES = 5
"""So many missing names are compared with all that are there; thousands would take minutes."""


def check(config: Config, known_lines: Container[str], changed: Iterable[Key] | None = None) -> list[Problem]:
    """Every fault between the documents of a config. `known_lines` are the codes of the published lines.

    With `changed`, only what those documents can have broken is looked at: all else held before. A problem's place
    is "kind key", for who wrote the document in which file is not known here.
    """
    problems: list[Problem] = []
    for document in concerned(config, changed):
        rule = _RULES.get(document.kind)
        if rule:
            place = f"{document.kind} {document.key}"
            for field, message, remedy in rule(document, config, known_lines):
                said = remedy if isinstance(remedy, str) else remedy(len(problems) < MAX_GUESSES)
                problems.append(Problem(place, field, message, said))
    return problems


def _check_zone(zone: Zone, config: Config, known_lines: Container[str]) -> Faults:
    return ((fault.field, fault.message, fault.remedy) for fault in zone.contents.faults)


def _check_monitor(monitor: Monitor, config: Config, known_lines: Container[str]) -> Faults:
    for place, name in enumerate(monitor.places):
        if name not in config.places:
            yield missing(f"places.{place}", "place", name, config.places)
    yield from references_within_limits(monitor, config)


def _check_address(address: Address, config: Config, known_lines: Container[str]) -> Faults:
    for place, ref in enumerate(address.monitors):
        monitor = config.monitors.get(ref.monitor)
        if monitor is None:
            yield missing(f"monitors.{place}.monitor", "monitor", ref.monitor, config.monitors)
        else:
            yield from misfits(f"monitors.{place}", ref, monitor, address)
    yield from twice("monitors", [_task(ref, config) for ref in address.monitors])
    yield from monitors_within_limits(address, config)


def _task(ref: MonitorReference, config: Config) -> tuple[str, str]:
    monitor = config.monitors.get(ref.monitor)
    port = monitor.port_for(ref.port) if monitor else ref.port
    return f"{ref.monitor} {port}", f"monitor {ref.monitor}" + (f" at port {port}" if port else "")


def _check_pool(pool: Pool, config: Config, known_lines: Container[str]) -> Faults:
    yield from twice("addresses", [(ref.address, f"address {ref.address}") for ref in pool.addresses])
    yield from _check_lines("addresses", pool.addresses, config, known_lines)
    endpoints: dict[str, str] = {}
    for place, ref in enumerate(pool.addresses):
        field = f"addresses.{place}.address"
        address = config.addresses.get(ref.address)
        if address is None:
            yield missing(field, "address", ref.address, config.addresses)
            continue
        if address.type != pool.type:
            untold = pool.type == Pool.model_fields["type"].default
            remedy = f": {pool.type} unless it says `type: {address.type}`" if untold else ""
            yield field, f"{ref.address} is {address.type}, the pool is {pool.type}", f"a pool holds one type{remedy}"
        first = endpoints.setdefault(address.endpoint, ref.address)
        if first != ref.address:
            message = f"{ref.address} has the endpoint {address.endpoint}, and so has {first}"
            yield field, message, "one endpoint stands once in a pool"
    yield from addresses_within_limits(pool, config)


def _check_access_domain(domain: AccessDomain, config: Config, known_lines: Container[str]) -> Faults:
    yield from twice("pools", [(ref.pool, f"pool {ref.pool}") for ref in domain.pools])
    yield from _check_lines("pools", domain.pools, config, known_lines)
    wanted = " or ".join(ANSWERS_WITH[domain.type])
    for place, ref in enumerate(domain.pools):
        pool = config.pools.get(ref.pool)
        if pool is None:
            yield missing(f"pools.{place}.pool", "pool", ref.pool, config.pools)
        elif pool.type not in ANSWERS_WITH[domain.type]:
            message = f"{ref.pool} holds {pool.type}, type {domain.type} answers with {wanted}"
            yield f"pools.{place}.pool", message, f"attach pools of type {wanted}"
    yield from _check_mixture(domain, config)
    yield from _check_groups(domain.alert_groups, config)
    yield from hosted_well(domain, config)
    yield from pools_within_limits(domain, config)


def _check_mixture(domain: AccessDomain, config: Config) -> Faults:
    """An answer of several members cannot hold addresses and a CNAME at once (gtm.md section 6.1)."""
    if not find_policy(domain.policy).several:
        return
    first: Pool | None = None
    for place, ref in enumerate(domain.pools):
        pool = config.pools.get(ref.pool)
        first = first or pool
        if pool and first and (pool.type == "domain") != (first.type == "domain"):
            one, other = (pool, first) if pool.type == "domain" else (first, pool)
            message = f"{domain.policy} would answer with addresses of {other.name} and a CNAME of {one.name} at once"
            others = ", ".join(name for name, policy in all_policies().items() if not policy.several)
            yield f"pools.{place}.pool", message, f"attach pools of one type, or take another policy: {others}"
            return


def _check_settings(settings: Settings, config: Config, known_lines: Container[str]) -> Faults:
    return _check_groups(settings.alert_groups, config)


def _check_groups(names: Sequence[str], config: Config) -> Faults:
    for place, name in enumerate(names):
        if name not in config.contact_groups:
            yield missing(f"alert_groups.{place}", "contact_group", name, config.contact_groups)


def _check_own_line(line: OwnLine, config: Config, known_lines: Container[str]) -> Faults:
    if line.name in known_lines:
        yield "name", f"{line.name} is a published line", "give your line another code"


def _check_override(override: Override, config: Config, known_lines: Container[str]) -> Faults:
    """An override outlives a prune, so the address that it is missing may be gone on purpose."""
    if override.name not in config.addresses:
        way_out = f"or clear the override: `trunkline override {shlex.quote(override.name)} clear`"
        yield missing("name", "address", override.name, config.addresses, way_out)


def _check_lines(field: str, shares: Iterable[Share], config: Config, known_lines: Container[str]) -> Faults:
    for place, share in enumerate(shares):
        for index, code in enumerate(share.lines):
            if code not in known_lines and code not in config.lines:
                remedy = "`trunkline lines tree` lists them; or declare your own under lines"
                yield f"{field}.{place}.lines.{index}", f"there is no line {code}", remedy


_RULES: dict[str, Callable[..., Faults]] = {
    "zone": _check_zone,
    "monitor": _check_monitor,
    "address": _check_address,
    "pool": _check_pool,
    "access_domain": _check_access_domain,
    "line": _check_own_line,
    "override": _check_override,
    "settings": _check_settings,
}
