"""What must hold between an access domain and the zone that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import dns.name
from dns.rdatatype import RdataType

from trunkline.documents.access_domain import ANSWERS_WITH, AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import to_text
from trunkline.documents.endpoint import endpoint_type
from trunkline.documents.fault import Faults
from trunkline.documents.zone import Zone


def hosted_well(domain: AccessDomain, config: Config) -> Faults:
    """Its name is one that we answer for, and what is answered for it can be."""
    yield from _one_kind_at_a_name(domain, config)
    zone = config.zone_of(domain.name)
    if zone is None:
        parent = domain.name.partition(".")[2] or domain.name
        yield "name", f"{domain.name} is in no hosted zone", f"add a zone, for example {parent}"
        return
    yield from _is_answered_by(zone, domain)
    if domain.ttl < zone.min_ttl:
        message = f"a TTL of {domain.ttl} s is below the {zone.min_ttl} s that zone {zone.name} asks for"
        yield "ttl", message, f"give it {zone.min_ttl} or more, or lower the zone's min_ttl"
    if domain.name == zone.name:
        yield from _no_cname_at_the_apex(domain, config)
    yield from _leads_elsewhere(domain, config)


def led_to(domain: AccessDomain, config: Config) -> Iterator[tuple[str, str]]:
    """The domain names that it may be answered with, each with the field that says so."""
    for place, ref in enumerate(domain.pools):
        pool = config.pools.get(ref.pool)
        members = (config.addresses.get(one.address) for one in pool.addresses) if pool else ()
        yield from ((one.endpoint, f"pools.{place}.pool") for one in members if one and one.type == "domain")
    given = [one for one in domain.all_down_records if endpoint_type(one) == "domain"]
    yield from ((one, "all_down_records") for one in given)


def _one_kind_at_a_name(domain: AccessDomain, config: Config) -> Faults:
    """A CNAME stands alone (RFC 1034 section 3.6.2), so beside it neither A nor AAAA can be steered (Q24)."""
    others = [type_ for type_ in ANSWERS_WITH if (type_ == "CNAME") != (domain.type == "CNAME")]
    for type_ in others:
        if f"{domain.name}/{type_}" in config.access_domains:
            message = f"{domain.name} is an access domain of type {type_} too, and a CNAME stands alone"
            yield "type", message, "keep one of them; type A and AAAA may answer with domain names as well"


def _is_answered_by(zone: Zone, domain: AccessDomain) -> Faults:
    name = dns.name.from_text(domain.name)
    if cut := zone.contents.cut_above(name):
        message = f"{domain.name} is delegated: {to_text(cut)} has NS records in the zone {zone.name}"
        yield "name", message, f"host {to_text(cut)} as a zone, or remove the delegation"
    if domain.type != "CNAME" and zone.contents.has(name, RdataType.CNAME):
        message = f"{domain.name} is a CNAME in the zone {zone.name}, and a CNAME stands alone"
        yield "name", message, f"remove that CNAME, or put a plain {domain.type} record in its place"


def _no_cname_at_the_apex(domain: AccessDomain, config: Config) -> Faults:
    """SOA and NS stand there, so a CNAME cannot (RFC 1034 section 3.6.2), by whatever type it is come to."""
    stands = f"{domain.name} is a zone's apex, where SOA and NS stand and a CNAME cannot"
    if domain.type == "CNAME":
        yield "type", stands, "take type A or AAAA with pools of addresses, or a name below"
        return
    for field in dict.fromkeys(field for _, field in led_to(domain, config)):
        yield field, f"a domain name is answered as CNAME; {stands}", "take addresses, or a name below"


def _leads_elsewhere(domain: AccessDomain, config: Config) -> Faults:
    """Following exact names only: what a wildcard leads in a circle the engine ends when it is asked."""
    types = ("A", "AAAA") if domain.type == "CNAME" else (domain.type,)
    targets = tuple(led_to(domain, config))
    names = dict(targets)
    circular = [type_ for type_ in types if domain.name in _reached(names, type_, config)]
    for target, field in targets if circular else ():
        if any(domain.name in _reached([target], type_, config) for type_ in circular):
            way = "is itself" if target == domain.name else f"leads back to {domain.name}"
            yield field, f"{target} {way}", "name a server that does not depend on this access domain"


def _reached(starts: Iterable[str], type_: str, config: Config) -> set[str]:
    """Every name that one comes to from any of `starts` by CNAMEs of ours when asking for that type."""
    reached: set[str] = set()
    waiting = [*starts]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_next_names(name, type_, config))
    return reached


def _next_names(name: str, type_: str, config: Config) -> Iterator[str]:
    keys = (f"{name}/CNAME", f"{name}/{type_}")
    for domain in (config.access_domains[key] for key in keys if key in config.access_domains):
        yield from (target for target, _ in led_to(domain, config))
    if zone := config.zone_of(name):
        found = zone.contents.sets.get(dns.name.from_text(name), {}).get(RdataType.CNAME)
        yield from (to_text(rdata.target) for rdata in found.rdatas) if found else ()  # type: ignore[attr-defined]
