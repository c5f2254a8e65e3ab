"""Who gets what: one access domain and one class of askers in, a choice with its reason out (gtm.md section 10.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.policy import Policy
from trunkline.documents.pool import Pool
from trunkline.documents.reference import AddressReference, PoolReference, Share
from trunkline.health.availability import Availability, Standing
from trunkline.lines.catalogue import canonical
from trunkline.steering.choice import Choice, ChosenAddress, ChosenPool
from trunkline.steering.fallback import fall_back
from trunkline.steering.policies import Member, Members, pick

Lines = Sequence[str]


def configured_lines(domain: AccessDomain, config: Config) -> frozenset[str]:
    """The lines that make a difference to this access domain: those of its pools and, in turn, of their addresses."""
    shares: list[Share] = []
    if domain.policy is Policy.SOURCE_NEAREST:
        shares += domain.pools
    for ref in domain.pools:
        pool = config.pools[ref.pool]
        if pool.policy is Policy.SOURCE_NEAREST:
            shares += pool.addresses
    return frozenset(canonical(line) for share in shares for line in share.lines)


def choose(domain: AccessDomain, lines: Lines, config: Config, availability: Availability) -> Choice | None:
    """The choice for askers on `lines` (best first, only those configured here, canonical codes).

    None when there is nothing to answer with: no pool is enabled and holds an enabled address. The zone's own
    records then answer, as when the access domain is disabled (Q9).
    """
    return choose_for_each(domain, [lines], config, availability).get(tuple(lines))


def choose_for_each(
    domain: AccessDomain, views: Iterable[Lines], config: Config, availability: Availability
) -> dict[tuple[str, ...], Choice]:
    """The same for several kinds of askers; empty when there is nothing to answer with."""
    refs = [ref for ref in domain.pools if _can_serve(config.pools[ref.pool], config)]
    if not refs:
        return {}
    members = _members(refs, availability.pools)
    if not any(member.available for member in members):
        return dict.fromkeys(map(tuple, views), fall_back(domain, members, config))
    return {tuple(lines): _choose_available(domain, members, lines, config, availability) for lines in views}


def _choose_available(
    domain: AccessDomain, members: Members, lines: Lines, config: Config, availability: Availability
) -> Choice:
    picked = pick(domain.policy, members, lines)
    pools = tuple(_expand(member, lines, config, availability) for member in picked.members)
    return Choice(picked.draw, pools, picked.line, picked.rule, picked.because)


def _can_serve(pool: Pool, config: Config) -> bool:
    return pool.enabled and any(config.addresses[ref.address].enabled for ref in pool.addresses)


def _members(refs: Iterable[PoolReference | AddressReference], standings: Mapping[str, Standing]) -> list[Member]:
    found = []
    for ref in refs:
        name = ref.pool if isinstance(ref, PoolReference) else ref.address
        standing = standings[name]
        lines = frozenset(map(canonical, ref.lines))
        found.append(Member(name, ref.serial, ref.weight, lines, standing.available, standing.because))
    return sorted(found, key=lambda member: (member.serial, member.name))


def _expand(chosen: Member, lines: Lines, config: Config, availability: Availability) -> ChosenPool:
    """The second level: a pool's policy over its available addresses (gtm.md section 6.5)."""
    pool = config.pools[chosen.name]
    refs = [ref for ref in pool.addresses if config.addresses[ref.address].enabled]
    picked = pick(pool.policy, _members(refs, availability.addresses), lines)
    addresses = tuple(
        ChosenAddress(member.name, config.addresses[member.name].endpoint, member.weight) for member in picked.members
    )
    return ChosenPool(pool.name, chosen.weight, picked.draw, addresses, picked.because)
