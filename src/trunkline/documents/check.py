"""What must hold between documents: every reference leads somewhere, types fit, no name is two things."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from difflib import get_close_matches

import dns.name
from dns.rdatatype import RdataType

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config, Key
from trunkline.documents.dns_name import to_text
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.documents.override import Override
from trunkline.documents.pool import Pool
from trunkline.documents.reference import MonitorReference, Share
from trunkline.documents.zone import Zone
from trunkline.errors import Problem


def check(config: Config, known_lines: Container[str], changed: Iterable[Key] | None = None) -> list[Problem]:
    """Every fault between the documents of a config. `known_lines` are the codes of the published lines.

    With `changed`, only what those documents can have broken is looked at: all else held before. A problem's place
    is "kind key", for who wrote the document in which file is not known here.
    """
    problems: list[Problem] = []
    for document in _concerned(config, changed):
        rule = _RULES.get(document.kind)
        if rule:
            place = f"{document.kind} {document.key}"
            for field, message, remedy in rule(document, config, known_lines):
                said = remedy if isinstance(remedy, str) else remedy(len(problems) < MAX_GUESSES)
                problems.append(Problem(place, field, message, said))
    return problems


def _concerned(config: Config, changed: Iterable[Key] | None) -> Iterable[Document]:
    """A zone or a line may concern any document: nothing names the zone that it stands in."""
    keys = None if changed is None else set(changed)
    if keys is None or any(kind in (Zone.kind, OwnLine.kind) for kind, _ in keys):
        return config.documents.values()
    return [config.documents[key] for key in sorted(config.dependents(keys)) if key in config.documents]


MAX_GUESSES = 5
"""So many missing names are compared with all that are there; thousands would take minutes."""

Fault = tuple[str, str, str | Callable[[bool], str]]
"""Field, message, and the remedy; one that must be searched for is told whether to search."""
Faults = Iterator[Fault]


def _check_zone(zone: Zone, config: Config, known_lines: Container[str]) -> Faults:
    return ((fault.field, fault.message, fault.remedy) for fault in zone.contents.faults)


def _check_address(address: Address, config: Config, known_lines: Container[str]) -> Faults:
    for place, ref in enumerate(address.monitors):
        monitor = config.monitors.get(ref.monitor)
        if monitor is None:
            yield _missing(f"monitors.{place}.monitor", "monitor", ref.monitor, config.monitors)
        elif monitor.protocol == "ping" and ref.port is not None:
            yield (
                f"monitors.{place}.port",
                f"{ref.monitor} is a ping monitor and has no port",
                "leave the port out",
            )
    yield from _twice("monitors", [_task(ref, config) for ref in address.monitors])


def _task(ref: MonitorReference, config: Config) -> tuple[str, str]:
    monitor = config.monitors.get(ref.monitor)
    port = monitor.port_for(ref.port) if monitor else ref.port
    return f"{ref.monitor} {port}", f"monitor {ref.monitor}" + (f" at port {port}" if port else "")


def _check_pool(pool: Pool, config: Config, known_lines: Container[str]) -> Faults:
    yield from _twice("addresses", [(ref.address, f"address {ref.address}") for ref in pool.addresses])
    yield from _check_lines("addresses", pool.addresses, config, known_lines)
    endpoints: dict[str, str] = {}
    for place, ref in enumerate(pool.addresses):
        field = f"addresses.{place}.address"
        address = config.addresses.get(ref.address)
        if address is None:
            yield _missing(field, "address", ref.address, config.addresses)
            continue
        if address.type != pool.type:
            yield field, f"{ref.address} is {address.type}, the pool is {pool.type}", "a pool holds one type"
        first = endpoints.setdefault(address.endpoint, ref.address)
        if first != ref.address:
            message = f"{ref.address} has the endpoint {address.endpoint}, and so has {first}"
            yield field, message, "one endpoint stands once in a pool"


def _check_access_domain(domain: AccessDomain, config: Config, known_lines: Container[str]) -> Faults:
    yield from _twice("pools", [(ref.pool, f"pool {ref.pool}") for ref in domain.pools])
    yield from _check_lines("pools", domain.pools, config, known_lines)
    wanted = {"A": "IPv4", "AAAA": "IPv6"}[domain.type]
    for place, ref in enumerate(domain.pools):
        pool = config.pools.get(ref.pool)
        if pool is None:
            yield _missing(f"pools.{place}.pool", "pool", ref.pool, config.pools)
        elif pool.type != wanted:
            message = f"{ref.pool} holds {pool.type}, type {domain.type} answers with {wanted}"
            yield f"pools.{place}.pool", message, f"attach pools of type {wanted}"
    yield from _check_hosting(domain, config)


def _check_hosting(domain: AccessDomain, config: Config) -> Faults:
    zone = config.zone_of(domain.name)
    if zone is None:
        parent = domain.name.partition(".")[2] or domain.name
        yield "name", f"{domain.name} is in no hosted zone", f"add a zone, for example {parent}"
        return
    name = dns.name.from_text(domain.name)
    if cut := zone.contents.cut_above(name):
        message = f"{domain.name} is delegated: {to_text(cut)} has NS records in the zone {zone.name}"
        yield "name", message, f"host {to_text(cut)} as a zone, or remove the delegation"
    if zone.contents.has(name, RdataType.CNAME):
        message = f"{domain.name} is a CNAME in the zone {zone.name}, and a CNAME stands alone"
        yield "name", message, f"remove that CNAME, or put a plain {domain.type} record in its place"


def _check_own_line(line: OwnLine, config: Config, known_lines: Container[str]) -> Faults:
    if line.name in known_lines:
        yield "name", f"{line.name} is a published line", "give your line another code"


def _check_override(override: Override, config: Config, known_lines: Container[str]) -> Faults:
    """An override outlives a prune, so the address that it is missing may be gone on purpose."""
    if override.name not in config.addresses:
        way_out = f"or clear the override: `trunkline override {shlex.quote(override.name)} clear`"
        yield _missing("name", "address", override.name, config.addresses, way_out)


def _check_lines(field: str, shares: Iterable[Share], config: Config, known_lines: Container[str]) -> Faults:
    for place, share in enumerate(shares):
        for index, code in enumerate(share.lines):
            if code not in known_lines and code not in config.lines:
                remedy = "`trunkline lines` lists them; or declare your own under lines"
                yield f"{field}.{place}.lines.{index}", f"there is no line {code}", remedy


def _missing(field: str, kind: str, name: str, known: Iterable[str], otherwise: str = "") -> Fault:
    def remedy(search: bool) -> str:
        close = get_close_matches(name, list(known), n=1) if search else ()
        if close:
            return f"did you mean {close[0]}?" + (otherwise and f" {otherwise}")
        return f"declare the {kind} first, or in the same apply" + (otherwise and f"; {otherwise}")

    return field, f"there is no {kind} {name}", remedy


def _twice(field: str, members: Sequence[tuple[str, str]]) -> Faults:
    """`members` are pairs of identity and how to name it; the second of two equal ones is the fault."""
    seen: set[str] = set()
    for place, (identity, name) in enumerate(members):
        if identity in seen:
            yield f"{field}.{place}", f"{name} stands in it twice", "keep one"
        seen.add(identity)


_RULES: dict[str, Callable[..., Faults]] = {
    "zone": _check_zone,
    "address": _check_address,
    "pool": _check_pool,
    "access_domain": _check_access_domain,
    "line": _check_own_line,
    "override": _check_override,
}
