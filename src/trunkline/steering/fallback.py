"""What is answered when nothing is available: rules F2 and F3 of gtm.md section 10."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.policy import Policy
from trunkline.steering.choice import Choice, ChosenAddress, ChosenPool, Draw
from trunkline.steering.policies import Member


def fall_back(domain: AccessDomain, members: Sequence[Member], config: Config) -> Choice:
    """All addresses of one pool, in turn, whatever their health: better a chance than no answer.

    `members` are the pools that hold an enabled address, in order of serial. Under source_nearest the default line's
    first one answers (F2); else, and without a default line, the first of all (F3).
    """
    default = [member for member in members if "default" in member.lines]
    nearest = domain.policy is Policy.SOURCE_NEAREST
    member, rule = (default[0], "F2") if nearest and default else (members[0], "F3")
    which = "of the default line" if rule == "F2" else "of smallest serial"
    because = f"nothing is available, so all addresses of {member.name}, the pool {which}"
    pool = ChosenPool(
        member.name,
        member.weight,
        Draw.ROTATE,
        _all_addresses(member.name, config),
        "all of its addresses, whatever their health",
    )
    return Choice(Draw.ALL, (pool,), None, rule, because)


def _all_addresses(name: str, config: Config) -> tuple[ChosenAddress, ...]:
    """Disabled ones never; those that an operator took out only when nothing else is left (Q5)."""
    refs = sorted(config.pools[name].addresses, key=lambda ref: (ref.serial, ref.address))
    enabled = [ref for ref in refs if config.addresses[ref.address].enabled]
    wanted = [ref for ref in enabled if not _taken_out(ref.address, config)] or enabled
    return tuple(ChosenAddress(ref.address, config.addresses[ref.address].endpoint, ref.weight) for ref in wanted)


def _taken_out(name: str, config: Config) -> bool:
    address, override = config.addresses[name], config.overrides.get(name)
    if override:
        return override.state == "down"
    return address.mode == "manual" and address.manual_status == "unavailable"
