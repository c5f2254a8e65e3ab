"""From how something stood and stands now to what people are told, and who is (gtm.md section 12, Q28, Q34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.event import Event
from trunkline.health.availability import Health

Subject = Literal["address", "pool"]

MOST_NAMED = 10
"""Names that a message lists; of the rest it gives the number."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How an address or a pool stood at a moment: its Standing, and whether it was enabled at all.

    `held` says of an address that the brake held it back: the answers went on as if the checks had not turned it.
    """

    health: Health
    available: bool
    enabled: bool
    because: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What people read."""

    title: str
    body: str


def event_of(kind: Subject, before: Stood | None, after: Stood | None) -> Event | None:
    """What people can be told of, if anything turned; None stands for not known, or not there.

    An address turns by its health, for the checks of one that is set by hand tell too; a pool by whether it is
    available. What is disabled, before or now, turns nobody's head.
    """
    if before is None or after is None or not (before.enabled and after.enabled):
        return None
    was, now = _good(kind, before), _good(kind, after)
    if was == now:
        return None
    if kind == "address":
        return Event.ADDR_RESUME if now else Event.ADDR_ALERT
    return Event.ADDR_POOL_AVAILABLE if now else Event.ADDR_POOL_UNAVAILABLE


def groups_told(event: Event, kind: Subject, key: str, config: Config) -> tuple[str, ...]:
    """The names of the contact groups that are told, each once: those of settings, then those of access domains.

    Settings speak for every access domain that has no alerts of its own, and for what no access domain uses.
    """
    domains = _dependents(kind, key, config)
    own = [domain for domain in domains if domain.alert_mode == "instance_config"]
    told: dict[str, None] = {}
    if len(own) < len(domains) or not domains:
        told |= _asked_for(event, config.settings.alert_groups, config.settings.alert_events)
    for domain in own:
        told |= _asked_for(event, domain.alert_groups, domain.alert_events)
    return tuple(told)


def message_of(event: Event, kind: Subject, key: str, stood: Stood, config: Config) -> Message:
    """What is told of an event, in plain words: what, its endpoint, because, and which access domains feel it."""
    word = "is available" if stood.available else "is not available"
    although = " all the same" if event is Event.ADDR_ALERT and stood.available else ""
    said = [f"It {word}{although}: {stood.because}"]
    if kind == "address":
        said.append(_listed("Pools that hold it", config.pools_of_address.get(key, ())))
    elif pool := config.pools.get(key):
        said.append(_listed("Its addresses", [ref.address for ref in pool.addresses]))
    enabled = [domain.key for domain in _dependents(kind, key, config) if domain.enabled]
    said.append(_listed("Access domains that use it", enabled))
    return Message(f"{_named(kind, key, config)} {_TURNS[event]}", "\n".join(said))


_TURNS = {
    Event.ADDR_ALERT: "fails its checks",
    Event.ADDR_RESUME: "passes its checks again",
    Event.ADDR_POOL_UNAVAILABLE: "is no longer available",
    Event.ADDR_POOL_AVAILABLE: "is available again",
}


def _good(kind: Subject, stood: Stood) -> bool:
    return stood.health is not Health.EXCEPTIONAL if kind == "address" else stood.available


def _dependents(kind: Subject, key: str, config: Config) -> list[AccessDomain]:
    """The access domains that use it, by key."""
    keys = sorted(name for found, name in config.dependents([(kind, key)]) if found == AccessDomain.kind)
    return [config.access_domains[name] for name in keys]


def _asked_for(event: Event, groups: Sequence[str], events: Sequence[Event]) -> dict[str, None]:
    return dict.fromkeys(groups if event in events else ())


def _named(kind: Subject, key: str, config: Config) -> str:
    address = config.addresses.get(key) if kind == "address" else None
    return f"{kind} {key} ({address.endpoint})" if address else f"{kind} {key}"


def _listed(what: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{what}: {', '.join(names[:MOST_NAMED]) or 'none'}{more}"
