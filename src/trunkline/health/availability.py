"""From verdicts to who takes part: address, pool, access domain (gtm.md sections 9.3 to 9.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config, Key
from trunkline.documents.override import Override
from trunkline.documents.pool import Pool
from trunkline.health.observation import Task
from trunkline.health.report import TaskState
from trunkline.health.verdict import UNKNOWN, Verdict

Verdicts = Mapping[Task, Verdict]


class Health(StrEnum):
    """gtm.md's words; only `exceptional` is bad enough not to serve."""

    OK = "ok"
    OK_ALERT = "ok_alert"
    OK_NO_MONITOR = "ok_no_monitor"
    EXCEPTIONAL = "exceptional"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one address, pool or access domain takes part, and why."""

    health: Health
    available: bool
    because: str


@dataclass(frozen=True, slots=True)
class Availability:
    """The standing of every address and every pool, by name."""

    addresses: Mapping[str, Standing] = field(default_factory=dict)
    pools: Mapping[str, Standing] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config, verdicts: Verdicts) -> Availability:
        """Judges everything anew."""
        addresses = {name: stand(one, config, verdicts) for name, one in config.addresses.items()}
        return cls(addresses, {name: stand_pool(pool, config, addresses) for name, pool in config.pools.items()})

    def judged_again(self, config: Config, verdicts: Verdicts, names: Iterable[str]) -> Availability:
        """The same with only these addresses, and the pools that hold them, judged anew."""
        names, addresses, pools = tuple(names), dict(self.addresses), dict(self.pools)
        for name in names:
            addresses[name] = stand(config.addresses[name], config, verdicts)
        for pool in {pool for name in names for pool in config.pools_of_address.get(name, ())}:
            pools[pool] = stand_pool(config.pools[pool], config, addresses)
        return Availability(addresses, pools)

    def after(self, config: Config, verdicts: Verdicts, keys: Collection[Key]) -> Availability:
        """The same by other documents: only the addresses and pools among these keys are judged anew, or are gone.

        `keys` must name all that differs, and what refers to it.
        """
        addresses, pools = dict(self.addresses), dict(self.pools)
        for name in (name for kind, name in keys if kind == Address.kind):
            if name in config.addresses:
                addresses[name] = stand(config.addresses[name], config, verdicts)
            else:
                addresses.pop(name, None)
        for name in (name for kind, name in keys if kind == Pool.kind):
            if name in config.pools:
                pools[name] = stand_pool(config.pools[name], config, addresses)
            else:
                pools.pop(name, None)
        return Availability(addresses, pools)

    def with_standings(self, config: Config, given: Mapping[str, Standing]) -> Availability:
        """The same if these addresses stood so: what the brake holds back, what is only supposed."""
        if not given:
            return self
        addresses, pools = {**self.addresses, **given}, dict(self.pools)
        for pool in {pool for name in given for pool in config.pools_of_address.get(name, ())}:
            pools[pool] = stand_pool(config.pools[pool], config, addresses)
        return Availability(addresses, pools)


def tasks_of(address: Address, config: Config) -> tuple[Task, ...]:
    """The health tasks of an address: one a monitor, at its port (gtm.md section 5)."""
    found = []
    for ref in address.monitors:
        found.append(Task(address.name, ref.monitor, config.monitors[ref.monitor].port_for(ref.port)))
    return tuple(found)


def stand(address: Address, config: Config, verdicts: Verdicts) -> Standing:
    """An address: the switch first, then the operator's override, then its mode and health."""
    health, because = _health(address, config, verdicts)
    if not address.enabled:
        return Standing(health, False, "disabled")
    although = f"; its checks fail ({because})" if health is Health.EXCEPTIONAL else ""
    if override := config.overrides.get(address.name):
        return Standing(health, override.state == "up", _forced(override) + although)
    if address.mode == "manual":
        by_hand = f"set {address.manual_status} by hand{although}"
        return Standing(health, address.manual_status == "available", by_hand)
    return Standing(health, health is not Health.EXCEPTIONAL, because)


def _forced(override: Override) -> str:
    by = f" by {override.by}" if override.by else ""
    if override.state != "drain":
        return f"forced {override.state}{by}: {override.reason}"
    since = f" since {datetime.fromtimestamp(override.since, UTC):%Y-%m-%d %H:%M:%S} UTC" if override.since else ""
    return f"draining{since}{by}: {override.reason}"


def _health(address: Address, config: Config, verdicts: Verdicts) -> tuple[Health, str]:
    tasks = tasks_of(address, config)
    if not tasks:
        return Health.OK_NO_MONITOR, "not monitored"
    found = [(task, verdicts.get(task, UNKNOWN)) for task in tasks]
    failing = [(task, verdict) for task, verdict in found if verdict.state is TaskState.ALERT]
    if not failing:
        return Health.OK, found[0][1].detail
    said = "; ".join(f"{task.monitor}: {verdict.detail}" for task, verdict in failing)
    if address.judgement.met(len(found) - len(failing), len(found)):
        return Health.OK_ALERT, f"{said}; {address.judgement} still holds"
    return Health.EXCEPTIONAL, said


def stand_pool(pool: Pool, config: Config, addresses: Mapping[str, Standing]) -> Standing:
    """A pool: disabled addresses are left out of the count (Q7); a pool of none serves nobody (Q8)."""
    counted = [ref.address for ref in pool.addresses if config.addresses[ref.address].enabled]
    up = {name for name in counted if addresses[name].available}
    health, because = _judge_pool(pool, counted, up, addresses)
    if not pool.enabled:
        return Standing(health, False, "disabled")
    return Standing(health, health is not Health.EXCEPTIONAL, because)


def _judge_pool(pool: Pool, counted: list[str], up: set[str], addresses: Mapping[str, Standing]) -> tuple[Health, str]:
    if not counted:
        return Health.EXCEPTIONAL, "it has no enabled address"
    if len(up) == len(counted):
        return Health.OK, "all of its addresses are available"
    down = "; ".join(f"{name} is out ({addresses[name].because})" for name in counted if name not in up)
    if pool.judgement.met(len(up), len(counted)):
        return Health.OK_ALERT, f"{len(up)} of {len(counted)} addresses available: {down}"
    if not up:
        return Health.EXCEPTIONAL, down
    return Health.EXCEPTIONAL, f"{len(up)} of {len(counted)} available does not meet {pool.judgement}: {down}"


def stand_domain(domain: AccessDomain, config: Config, pools: Mapping[str, Standing]) -> Standing:
    """An access domain: served from what is available, from the fallback when nothing is (gtm.md section 9.5)."""
    up = {ref.pool for ref in domain.pools if pools[ref.pool].available}
    health = Health.EXCEPTIONAL if not up else Health.OK if len(up) == len(domain.pools) else Health.OK_ALERT
    if not domain.enabled:
        return Standing(health, False, "disabled")
    if not domain.pools:
        return Standing(health, False, "it has no pool")
    if not any(can_serve(config.pools[ref.pool], config) for ref in domain.pools):
        return Standing(health, False, "it has no enabled address, so the zone's own records answer")
    if not up:
        return Standing(health, False, "unavailable (fallback in progress)")
    down = "; ".join(f"pool {ref.pool} is out" for ref in domain.pools if ref.pool not in up)
    return Standing(health, True, down or "all of its pools are available")


def can_serve(pool: Pool, config: Config) -> bool:
    """Whether there is anything to answer with, whatever its health."""
    return pool.enabled and any(config.addresses[ref.address].enabled for ref in pool.addresses)
