"""What is allowed and yet seldom meant: told to whoever writes it, and in the way of nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import dns.name
from dns.rdatatype import RdataType

from trunkline.documents.access_domain import ANSWERS_WITH, AccessDomain
from trunkline.documents.config import Config, Key
from trunkline.documents.dns_name import to_text
from trunkline.documents.document import Document
from trunkline.documents.hosting import led_to
from trunkline.documents.pool import Pool
from trunkline.documents.records import BESIDE_CNAME, Contents
from trunkline.documents.reference import Share
from trunkline.documents.zone import Zone
from trunkline.errors import Problem
from trunkline.policies import all_policies, find_policy

Warnings = Iterator[tuple[str, str, str]]
"""Field, message, remedy."""


def warn(config: Config, changed: Iterable[Key] | None = None) -> list[Problem]:
    """Every warning about a config that passed its checks; with `changed`, only those that these documents touch on."""
    return [
        Problem(f"{document.kind} {document.key}", *warning)
        for document in _touched(config, changed)
        for warning in _RULES.get(document.kind, _nothing)(document, config)
    ]


def _touched(config: Config, changed: Iterable[Key] | None) -> Iterable[Document]:
    if changed is None:
        return config.documents.values()
    keys = set(changed)
    zones = {name for kind, name in keys if kind == Zone.kind}
    found = config.dependents(keys)
    if zones:
        found |= {key for key in config.documents if (zone := _zone_around(key, config)) and zone.name in zones}
    return [config.documents[key] for key in sorted(found) if key in config.documents]


def _zone_around(key: Key, config: Config) -> Zone | None:
    """The zone that an access domain stands in, or the one above a zone."""
    kind, name = key
    if kind == AccessDomain.kind:
        return config.zone_of(config.access_domains[name].name)
    return config.zone_of(name.partition(".")[2]) if kind == Zone.kind else None


def _nothing(document: Document, config: Config) -> Warnings:
    return iter(())


def _of_access_domain(domain: AccessDomain, config: Config) -> Warnings:
    yield from _of_lines("pools", domain.policy, domain.pools)
    yield from _of_alerts(domain)
    if not domain.enabled:
        return
    pools = [config.pools[ref.pool] for ref in domain.pools]
    members = (ref.address for pool in pools if pool.enabled for ref in pool.addresses)
    if not any(config.addresses[name].enabled for name in members):
        message = "no pool of it is enabled and holds an enabled address, so what else the zone holds answers"
        yield "pools", message, "enable one, or disable the access domain"
    if zone := config.zone_of(domain.name):
        yield from _of_neighbours(domain, zone, config)


def _of_alerts(domain: AccessDomain) -> Warnings:
    """Who is told: groups that are named in vain, and a mode of its own that tells nobody (gtm.md section 12)."""
    if domain.alert_mode == "global" and domain.alert_groups:
        yield "alert_groups", "alert_mode global takes no notice of them", "take alert_mode instance_config"
    if domain.alert_mode == "instance_config" and not (domain.alert_groups and domain.alert_events):
        yield "alert_mode", "nobody is told of what turns in it", "name alert_groups, or take alert_mode global"


def _of_neighbours(domain: AccessDomain, zone: Zone, config: Config) -> Warnings:
    """What else the zone holds at its name, and above it."""
    name = dns.name.from_text(domain.name)
    if above := _above(name, _dnames(zone.contents)):
        yield (
            "name",
            f"the DNAME at {above} answers for all names below it, so {domain.name} is never asked for",
            ("take the DNAME away, or a name that is not below it"),
        )
    others = sorted(type_.name for type_ in zone.contents.sets.get(name, {}) if type_ not in BESIDE_CNAME)
    others = sorted({*others, *_answered_apart(domain, config)} - {domain.type})
    if not others:
        return
    told = f"{', '.join(others)} of {domain.name} in zone {zone.name}"
    if domain.type == "CNAME":
        yield "type", f"while it is enabled it hides {told}", "take type A or AAAA to keep them"
    elif field := next((field for _, field in led_to(domain, config)), None):
        message = f"whoever keeps its CNAME does not ask for {told}"
        yield field, message, "take addresses instead of domain names, or a name of its own"


def _answered_apart(domain: AccessDomain, config: Config) -> list[str]:
    """The types that are steered at its name too, and lead elsewhere than it does: A and AAAA are asked for apart."""
    names = {name for name, _ in led_to(domain, config)}
    found = (config.access_domains.get(f"{domain.name}/{type_}") for type_ in ANSWERS_WITH)
    beside = [one for one in found if one and one.enabled]
    return [one.type for one in beside if {name for name, _ in led_to(one, config)} != names]


def _of_pool(pool: Pool, config: Config) -> Warnings:
    return _of_lines("addresses", pool.policy, pool.addresses)


def _of_lines(field: str, policy: str, shares: Sequence[Share]) -> Warnings:
    if find_policy(policy).by_line:
        if shares and not any("default" in share.lines for share in shares):
            message = "none is on the line default, so whoever is on no line here gets the first available one"
            yield field, message, "put the line default on one of them"
        return
    wanted = " or ".join(name for name, one in all_policies().items() if one.by_line)
    for place, share in enumerate(shares):
        if share.lines:
            message = f"{policy} takes no notice of lines"
            yield f"{field}.{place}.lines", message, f"take the policy {wanted}, or leave the lines out"


def _of_zone(zone: Zone, config: Config) -> Warnings:
    origin = dns.name.from_text(zone.name)
    parent = config.zone_of(zone.name.partition(".")[2])
    if parent and not parent.contents.cut_above(origin):
        message = f"the zone {parent.name} above it does not delegate it, so resolvers that go by it find nothing"
        yield "name", message, f"add {{name: {zone.name}., type: NS, data: […]}} to {parent.name}"
    dnames = _dnames(zone.contents)
    for name, types in zone.contents.sets.items() if dnames else ():
        if above := _above(name, dnames):
            field = next(iter(types.values())).field
            message = f"{to_text(name)} is below the DNAME at {above}, which answers instead"
            yield field, message, "take one of the two away (RFC 6672 section 2.4)"


def _dnames(contents: Contents) -> list[dns.name.Name]:
    return [name for name, types in contents.sets.items() if RdataType.DNAME in types]


def _above(name: dns.name.Name, dnames: Iterable[dns.name.Name]) -> str | None:
    """The first of these names that this one is below."""
    return next((to_text(one) for one in dnames if one != name and name.is_subdomain(one)), None)


_RULES: dict[str, Callable[..., Warnings]] = {
    Zone.kind: _of_zone,
    AccessDomain.kind: _of_access_domain,
    Pool.kind: _of_pool,
}
