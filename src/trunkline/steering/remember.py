"""What nodes must keep in mind together: who is on duty, and what was last available (gtm.md section 6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config, Key
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent, list_of
from trunkline.documents.last_good import LastGood
from trunkline.documents.pool import Pool
from trunkline.health.availability import Availability
from trunkline.policies.policy import Member
from trunkline.steering.members import Owner, address_members, pool_members, stays


def remember(
    config: Config, availability: Availability, keys: Iterable[str], *, tidy: bool = True
) -> tuple[list[Document], list[Key]]:
    """The incumbents and last good addresses to write, and those to delete, for these access domains' keys.

    Nothing when all is remembered already. With `tidy`, what belongs to nobody any more is told to be deleted,
    whatever the keys; only documents that are others can make such.
    """
    domains = [domain for key in keys if (domain := config.access_domains.get(key)) and domain.enabled]
    wanted: dict[Key, Document] = {}
    for owner, members in _lists(domains, config, availability):
        if one := _next_on_duty(owner, members, config):
            wanted[one.kind, one.key] = one
    for domain in domains:
        if domain.all_down == "last_good" and (good := _available_addresses(domain, config, availability)):
            found = LastGood(name=domain.key, addresses=good)
            wanted[found.kind, found.key] = found
    put = [one for key, one in wanted.items() if one != config.documents.get(key)]
    return put, [key for key in _belonging_to_nobody(config) if key not in wanted] if tidy else []


def _lists(
    domains: Iterable[AccessDomain], config: Config, availability: Availability
) -> Iterator[tuple[Owner, list[Member]]]:
    """The lists of these access domains and of their pools in which who is on duty stays, each once."""
    pools: dict[str, Pool] = {}
    for domain in domains:
        if stays(domain):
            yield domain, pool_members(domain, config, availability.pools)
        pools |= {ref.pool: config.pools[ref.pool] for ref in domain.pools}
    for pool in pools.values():
        if pool.enabled and stays(pool):
            yield pool, address_members(pool, config, availability.addresses)


def _next_on_duty(owner: Owner, members: Iterable[Member], config: Config) -> Incumbent | None:
    """Who is available and on duty stays; else the first available one (Q17). None when nobody is available."""
    up = [member.name for member in members if member.available]
    if not up:
        return None
    name = list_of(owner.kind, owner.key)
    present = config.incumbents.get(name)
    return present if present and present.member in up else Incumbent(name=name, member=up[0])


def _available_addresses(domain: AccessDomain, config: Config, availability: Availability) -> tuple[str, ...]:
    """By name, all that are available in its enabled pools; none as long as no pool of them is."""
    pools = pool_members(domain, config, availability.pools)
    if not any(pool.available for pool in pools):
        return ()
    members = (member for pool in pools for member in _addresses_of(pool.name, config, availability))
    return tuple(sorted({member.name for member in members if member.available}))


def _addresses_of(pool: str, config: Config, availability: Availability) -> list[Member]:
    return address_members(config.pools[pool], config, availability.addresses)


def _belonging_to_nobody(config: Config) -> Iterator[Key]:
    """Memories of what is gone, disabled, or no longer keeps any; and of a member that left its list."""
    owners: Mapping[str, Mapping[str, Owner]] = {AccessDomain.kind: config.access_domains, Pool.kind: config.pools}
    for name, incumbent in config.incumbents.items():
        kind, _, key = name.partition(" ")
        owner = owners.get(kind, {}).get(key)
        if owner is None or not owner.enabled or not stays(owner) or incumbent.member not in _names(owner):
            yield incumbent.kind, incumbent.key
    for key, last in config.last_good.items():
        domain = config.access_domains.get(key)
        if domain is None or not domain.enabled or domain.all_down != "last_good":
            yield last.kind, last.key


def _names(owner: Owner) -> list[str]:
    if isinstance(owner, Pool):
        return [ref.address for ref in owner.addresses]
    return [ref.pool for ref in owner.pools]
