"""The members of a list, as a policy sees them, and who of them is on duty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.incumbent import list_of
from trunkline.documents.pool import Pool
from trunkline.documents.reference import AddressReference, PoolReference
from trunkline.health.availability import Standing, can_serve
from trunkline.lines.catalogue import ancestors, canonical
from trunkline.policies import find_policy
from trunkline.policies.policy import Asked, Member

Owner = AccessDomain | Pool
"""Whose list it is."""


def pool_members(domain: AccessDomain, config: Config, standings: Mapping[str, Standing]) -> list[Member]:
    """The pools of an access domain that are enabled and hold an enabled address, in order of serial, then name."""
    return _members((ref for ref in domain.pools if can_serve(config.pools[ref.pool], config)), standings)


def address_members(pool: Pool, config: Config, standings: Mapping[str, Standing]) -> list[Member]:
    """The enabled addresses of a pool, in order of serial, then name."""
    return _members((ref for ref in pool.addresses if config.addresses[ref.address].enabled), standings)


def asked(owner: Owner, config: Config, lines: Sequence[str], *, parent_lines: bool) -> Asked:
    """What the policy of a list goes by for askers on these lines. `parent_lines`: wider ones may stand in for them."""
    wider = {line: ancestors(line) for line in lines} if parent_lines else {}
    return Asked(lines, on_duty(owner, config), wider)


def on_duty(owner: Owner, config: Config) -> str | None:
    """Who is remembered to be on duty in a list that does not preempt; None where that does not count."""
    if not stays(owner):
        return None
    incumbent = config.incumbents.get(list_of(owner.kind, owner.key))
    return incumbent.member if incumbent else None


def stays(owner: Owner) -> bool:
    """Whether who is on duty stays, though an earlier one is back (gtm.md section 6.2)."""
    return owner.sequence_mode == "non_preemptive" and find_policy(owner.policy).keeps_incumbent


def _members(refs: Iterable[PoolReference | AddressReference], standings: Mapping[str, Standing]) -> list[Member]:
    found = []
    for ref in refs:
        name = ref.pool if isinstance(ref, PoolReference) else ref.address
        standing = standings[name]
        lines = frozenset(map(canonical, ref.lines))
        found.append(Member(name, ref.serial, ref.weight, lines, standing.available, standing.because))
    return sorted(found, key=lambda member: (member.serial, member.name))
