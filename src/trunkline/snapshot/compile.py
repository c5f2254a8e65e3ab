"""From documents and health to what the engine is told: same inputs, same snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from ipaddress import ip_address

import dns.rdatatype

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import wire_of
from trunkline.documents.policy import Policy
from trunkline.documents.reference import PoolReference
from trunkline.documents.zone import Zone
from trunkline.health.availability import Availability
from trunkline.lines.table import LineTable
from trunkline.snapshot.snapshot import Answer, Change, Group, Plan, Snapshot, Steered, ZoneRecords
from trunkline.snapshot.views import View, Views
from trunkline.snapshot.zone import compile_zone
from trunkline.steering.choice import Choice, ChosenPool, Draw
from trunkline.steering.choose import choose_for_each, configured_lines

Choices = Mapping[View, Choice]
"""One access domain's choice for each view of the asker's lines."""

SteeredKey = tuple[bytes, int]
"""A name in wire format and a record type."""


@dataclass(frozen=True)
class Compiled:
    """A snapshot, the documents it was made of, and the choices in it: the reasons that every face shows.

    `choices` is by access domain key; one that is not steered (disabled, nothing to answer with) is not in it.
    """

    config: Config
    snapshot: Snapshot
    choices: Mapping[str, Choices] = field(default_factory=dict)


Alike = tuple[Policy, tuple[PoolReference, ...]]
"""All of an access domain that its choices depend on, besides the rest of the config."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is worked out for access domains that are alike."""

    choices: Choices
    plan: Plan
    answers: tuple[Answer, ...]


@dataclass
class Compiler:
    """Compiles against one line table. What it remembers (views, plans, zones) only saves work."""

    table: LineTable
    _views: dict[frozenset[str], Views] = field(default_factory=dict, repr=False)
    _zones: dict[str, tuple[Zone, int, ZoneRecords]] = field(default_factory=dict, repr=False)

    def compile(self, config: Config, availability: Availability) -> Compiled:
        """Everything anew."""
        nothing = Compiled(Config(), Snapshot(self.table.askers))
        compiled, _ = self.compile_again(nothing, config, availability, config.access_domains)
        return compiled

    def compile_again(
        self, before: Compiled, config: Config, availability: Availability, keys: Iterable[str]
    ) -> tuple[Compiled, Change]:
        """These access domains anew, the others as before; and what that changes for the engine.

        `keys` must name every access domain that differs from `before` in itself or in what it refers to, those that
        are no more included.
        """
        choices, steered = dict(before.choices), dict(before.snapshot.steered)
        put: dict[SteeredKey, Steered] = {}
        gone: set[SteeredKey] = set()
        alike: dict[Alike, Served | None] = {}
        for key in keys:
            domain = config.access_domains.get(key)
            served = self._serve(domain, config, availability, alike) if domain else None
            if domain is None or served is None:
                choices.pop(key, None)
                if steered.pop(steered_key(key), None):
                    gone.add(steered_key(key))
                continue
            choices[key] = served.choices
            entry = Steered(*steered_key(key), domain.ttl, served.plan, served.answers)
            if entry != steered.get(entry.key):
                steered[entry.key] = put[entry.key] = entry
        old_zones = before.snapshot.zones
        zones = old_zones if config is before.config else self._compile_zones(config)
        change = Change(
            zones={origin: zone for origin, zone in zones.items() if zone is not old_zones.get(origin)},
            zones_gone=frozenset(old_zones.keys() - zones.keys()),
            steered=put,
            steered_gone=frozenset(gone),
        )
        return Compiled(config, Snapshot(self.table.askers, zones, steered), choices), change

    def views(self, configured: frozenset[str]) -> Views:
        """The views of the table under these lines, made once."""
        if configured not in self._views:
            self._views[configured] = Views.of(self.table, configured)
        return self._views[configured]

    @cached_property
    def representatives(self) -> Mapping[str, str]:
        """For each line that is somebody's best match, an asker that stands for it."""
        return self.table.representatives()

    def _serve(
        self, domain: AccessDomain, config: Config, availability: Availability, alike: dict[Alike, Served | None]
    ) -> Served | None:
        """None when it is disabled. With nothing to answer with the name is still there: the zone's own records of that
        type answer, and where there are none it is NODATA and not NXDOMAIN (Q9).

        Many names often stand on the same pools: `alike` remembers what was worked out for one of them.
        """
        if not domain.enabled:
            return None
        key = (domain.policy, domain.pools)
        if key not in alike:
            views = self.views(configured_lines(domain, config))
            choices = choose_for_each(domain, views.distinct, config, availability)
            alike[key] = _served(views, choices) if choices else _served_by_the_zone(views)
        return alike[key]

    def _compile_zones(self, config: Config) -> dict[bytes, ZoneRecords]:
        made = {name: self._compile_zone(zone, config) for name, zone in config.zones.items()}
        self._zones = {
            name: (zone, config.revisions[zone.kind, zone.key], made[name]) for name, zone in config.zones.items()
        }
        return {records.origin: records for records in made.values()}

    def _compile_zone(self, zone: Zone, config: Config) -> ZoneRecords:
        """Documents are never changed in place, so the same object at the same revision is the same zone."""
        revision = config.revisions[zone.kind, zone.key]
        known = self._zones.get(zone.name)
        if known and known[0] is zone and known[1] == revision:
            return known[2]
        return compile_zone(zone, revision)


def steered_key(key: str) -> SteeredKey:
    """Under which name and type the engine knows the access domain of that key."""
    name, _, type_ = key.rpartition("/")
    return wire_of(name), int(dns.rdatatype.from_text(type_))


def _served(views: Views, choices: Choices) -> Served:
    """Views that are answered alike share one answer, so that the scope can be as short as it may."""
    numbers: dict[Answer, int] = {}
    answer_of_view = [numbers.setdefault(_answer(choices[view]), len(numbers)) for view in views.distinct]
    return Served(choices, views.plan(answer_of_view), tuple(numbers))


def _served_by_the_zone(views: Views) -> Served:
    return Served({}, views.plan([0] * len(views.distinct)), (Answer(Draw.ALL, ()),))


def _answer(choice: Choice) -> Answer:
    groups = [_group(pool) for pool in choice.pools]
    if choice.draw is Draw.WEIGHT and len(groups) > 1:
        return Answer(choice.draw, tuple(groups), tuple(pool.weight for pool in choice.pools))
    groups = _each_record_once(groups) if len(groups) > 1 else groups
    return Answer(choice.draw if len(groups) > 1 else Draw.ALL, tuple(groups))


def _group(pool: ChosenPool) -> Group:
    """However one address is drawn, it is the same answer."""
    rdatas = tuple(_packed(address.endpoint) for address in pool.addresses)
    draw = pool.draw if len(rdatas) > 1 else Draw.ALL
    return Group(draw, rdatas, tuple(address.weight for address in pool.addresses) if draw is Draw.WEIGHT else ())


def _each_record_once(groups: Iterable[Group]) -> list[Group]:
    """What a group surely answers with is left out of those after it, for pools may share an address and a record
    stands once in a set (RFC 2181 section 5). A group drawn by weight is left whole: it may answer with another."""
    seen: set[bytes] = set()
    found = []
    for group in groups:
        rest = tuple(rdata for rdata in group.rdatas if rdata not in seen)
        if group.draw is Draw.WEIGHT:
            found.append(group)
        elif rest:
            found.append(replace(group, draw=group.draw if len(rest) > 1 else Draw.ALL, rdatas=rest))
            seen.update(rest)
    return found


@lru_cache(maxsize=65_536)
def _packed(endpoint: str) -> bytes:
    return ip_address(endpoint).packed
