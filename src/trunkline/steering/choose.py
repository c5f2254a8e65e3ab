"""Who gets what: one access domain and one class of askers in, a choice with its reason out (gtm.md section 10.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.reference import Share
from trunkline.health.availability import Availability
from trunkline.lines.catalogue import canonical
from trunkline.policies import find_policy
from trunkline.policies.policy import Member, Members
from trunkline.steering.choice import Choice, ChosenAddress, ChosenPool
from trunkline.steering.fallback import all_addresses, as_last_available, fail, given_records
from trunkline.steering.members import address_members, asked, pool_members

Lines = Sequence[str]
Choices = dict[tuple[str, ...], Choice]

Within = Callable[[str], Members]
"""The members of a pool: the same for all askers, so they are listed once."""


def configured_lines(domain: AccessDomain, config: Config) -> frozenset[str]:
    """The lines that make a difference to this access domain: those of its pools and, in turn, of their addresses."""
    shares: list[Share] = []
    if find_policy(domain.policy).by_line:
        shares += domain.pools
    for ref in domain.pools:
        pool = config.pools[ref.pool]
        if find_policy(pool.policy).by_line:
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
) -> Choices:
    """The same for several kinds of askers; empty when there is nothing to answer with."""
    members = pool_members(domain, config, availability.pools)
    if not members:
        return {}
    if any(member.available for member in members):
        return _choose_available(domain, members, views, config, availability)
    return _choose_when_all_is_down(domain, members, views, config)


def _choose_available(
    domain: AccessDomain, members: Members, views: Iterable[Lines], config: Config, availability: Availability
) -> Choices:
    within = cache(lambda name: address_members(config.pools[name], config, availability.addresses))
    return {tuple(lines): _choose(domain, members, lines, config, within) for lines in views}


def _choose_when_all_is_down(domain: AccessDomain, members: Members, views: Iterable[Lines], config: Config) -> Choices:
    """What the access domain wishes then; where nothing is remembered, all addresses of one pool."""
    match domain.all_down:
        case "servfail":
            return dict.fromkeys(map(tuple, views), fail())
        case "records":
            return dict.fromkeys(map(tuple, views), given_records(domain))
        case "last_good" if then := as_last_available(domain, config):
            were = pool_members(domain, config, then.pools)
            found = _choose_available(domain, were, views, config, then)
            return {lines: _as_then(choice) for lines, choice in found.items()}
    return dict.fromkeys(map(tuple, views), all_addresses(domain, members, config))


def _choose(domain: AccessDomain, members: Members, lines: Lines, config: Config, within: Within) -> Choice:
    going_by = asked(domain, config, lines, parent_lines=domain.parent_lines)
    picked = find_policy(domain.policy).pick(members, going_by)
    pools = tuple(_expand(member, domain, lines, config, within) for member in picked.members)
    return Choice(picked.draw, pools, picked.line, picked.rule, picked.because, picked.served)


def _expand(chosen: Member, domain: AccessDomain, lines: Lines, config: Config, within: Within) -> ChosenPool:
    """The second level: a pool's policy over its available addresses (gtm.md section 6.5)."""
    pool = config.pools[chosen.name]
    going_by = asked(pool, config, lines, parent_lines=domain.parent_lines)
    picked = find_policy(pool.policy).pick(within(pool.name), going_by)
    addresses = tuple(
        ChosenAddress(member.name, config.addresses[member.name].endpoint, member.weight) for member in picked.members
    )
    return ChosenPool(pool.name, chosen.weight, picked.draw, addresses, picked.because, picked.served)


def _as_then(choice: Choice) -> Choice:
    because = f"nothing is available, so all is answered as it last was: {choice.because}"
    return replace(choice, rule="last_good", because=because)
