"""Who refers to a document, directly and through others: what a change of it, or its end, would touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trunkline.documents.config import Config, Key
from trunkline.errors import NotFound
from trunkline.lines.catalogue import canonical


@dataclass(frozen=True, slots=True)
class Referrer:
    """A document that refers to the one in question; `through` names the one between, empty if there is none."""

    kind: str
    key: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """All who refer to a document: first those that name it, then those that name one of them, and so on."""

    kind: str
    key: str
    referrers: tuple[Referrer, ...]


def references(config: Config, kind: str, key: str) -> References:
    """Raises NotFound if there is no such document."""
    if (kind, key) not in config.documents:
        raise NotFound(f"there is no {kind} {key}")
    return References(kind, key, tuple(_referrers(config, (kind, key))))


def _referrers(config: Config, target: Key) -> Iterator[Referrer]:
    seen, waiting = {target}, [target]
    for present in waiting:  # grows while it is gone through: the nearest first
        for one in sorted(set(_named_by(config, *present)) - seen):
            seen.add(one)
            waiting.append(one)
            yield Referrer(*one, through="" if present == target else " ".join(present))


def _named_by(config: Config, kind: str, key: str) -> Iterator[Key]:
    """The documents that name this one."""
    match kind:
        case "monitor" | "pool":
            yield from config.referrers(kind, key)
        case "address":
            yield from config.referrers(kind, key)
            yield from (("override", name) for name in config.overrides if name == key)
        case "zone":
            domains = config.access_domains.values()
            yield from (("access_domain", one.key) for one in domains if config.zone_of(one.name) is config.zones[key])
        case "line":
            yield from _on_line(config, canonical(key))
        case "place":
            yield from (("monitor", one.name) for one in config.monitors.values() if key in one.places)
        case "contact_group":
            domains = config.access_domains.values()
            yield from (("access_domain", one.key) for one in domains if key in one.alert_groups)
            yield from (("settings", config.settings.key) for _ in [0] if key in config.settings.alert_groups)


def _on_line(config: Config, line: str) -> Iterator[Key]:
    for pool in config.pools.values():
        if any(line in map(canonical, ref.lines) for ref in pool.addresses):
            yield "pool", pool.name
    for domain in config.access_domains.values():
        if any(line in map(canonical, ref.lines) for ref in domain.pools):
            yield "access_domain", domain.key
