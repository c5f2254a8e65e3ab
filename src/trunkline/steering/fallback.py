"""What is answered when nothing is available: rules F2 and F3 of gtm.md section 10, or what the operator chose."""

from __future__ import annotations

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.health.availability import Availability, Health, Standing, stand_pool
from trunkline.policies import find_policy
from trunkline.policies.policy import Members
from trunkline.steering.choice import Choice, ChosenAddress, ChosenPool, Draw

THEN = Standing(Health.OK, True, "it was available last")
NOT_THEN = Standing(Health.EXCEPTIONAL, False, "it was not available last")


def all_addresses(domain: AccessDomain, members: Members, config: Config) -> Choice:
    """All addresses of one pool, in turn, whatever their health: better a chance than no answer.

    `members` are the pools that hold an enabled address, in order of serial. Where lines count, the default line's
    first one answers (F2); else, and without a default line, the first of all (F3).
    """
    default = [member for member in members if "default" in member.lines]
    nearest = find_policy(domain.policy).by_line
    member, rule = (default[0], "F2") if nearest and default else (members[0], "F3")
    which = "of the default line" if rule == "F2" else "of smallest serial"
    because = f"nothing is available, so all addresses of {member.name}, the pool {which}"
    addresses = _all_of(member.name, config)
    enabled = sum(config.addresses[ref.address].enabled for ref in config.pools[member.name].addresses)
    whose = "all of its addresses" + (" that nobody took out" if len(addresses) < enabled else "")
    pool = ChosenPool(member.name, member.weight, Draw.ROTATE, addresses, f"{whose}, whatever their health")
    return Choice(Draw.ALL, (pool,), None, rule, because)


def as_last_available(domain: AccessDomain, config: Config) -> Availability | None:
    """Who was available when something last was; None when nothing is remembered that may still be answered with."""
    remembered = config.last_good.get(domain.key)
    if remembered is None:
        return None
    good = {name for name in remembered.addresses if name in config.addresses and _may_serve(name, config)}
    pools = [config.pools[ref.pool] for ref in domain.pools]
    names = {ref.address for pool in pools for ref in pool.addresses}
    addresses = {name: THEN if name in good else NOT_THEN for name in names}
    then = Availability(addresses, {pool.name: stand_pool(pool, config, addresses) for pool in pools})
    return then if any(standing.available for standing in then.pools.values()) else None


def given_records(domain: AccessDomain) -> Choice:
    """The records that the operator gave for this."""
    addresses = tuple(ChosenAddress("", record, 1) for record in domain.all_down_records)
    because = "nothing is available, so the records given for that"
    return Choice(Draw.ALL, (ChosenPool("", 1, Draw.ROTATE, addresses, because),), None, "given_records", because)


def fail() -> Choice:
    """No answer but SERVFAIL: resolvers that can will ask elsewhere, or serve what they remember (RFC 8767)."""
    return Choice(Draw.FAIL, (), None, "servfail", "nothing is available, so SERVFAIL as the access domain wishes")


def _all_of(name: str, config: Config) -> tuple[ChosenAddress, ...]:
    """Disabled ones never; those that an operator took out only when nothing else is left (Q5)."""
    refs = sorted(config.pools[name].addresses, key=lambda ref: (ref.serial, ref.address))
    enabled = [ref for ref in refs if config.addresses[ref.address].enabled]
    wanted = [ref for ref in enabled if _may_serve(ref.address, config)] or enabled
    return tuple(ChosenAddress(ref.address, config.addresses[ref.address].endpoint, ref.weight) for ref in wanted)


def _may_serve(name: str, config: Config) -> bool:
    """Enabled, and not taken out by an operator."""
    address, override = config.addresses[name], config.overrides.get(name)
    if not address.enabled or override:
        return address.enabled and override is not None and override.state == "up"
    return address.mode == "auto" or address.manual_status == "available"
