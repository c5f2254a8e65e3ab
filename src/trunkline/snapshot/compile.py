"""From documents and health to what the engine is told: same inputs, same snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import dns.rdatatype

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import wire_of
from trunkline.documents.zone import Zone
from trunkline.health.availability import Availability
from trunkline.lines.coverage import Coverage, coverage
from trunkline.lines.table import LineTable
from trunkline.snapshot.answer import answer_of
from trunkline.snapshot.conduct import NAMELESS, Introduction, conduct_of
from trunkline.snapshot.limits import limits_of
from trunkline.snapshot.snapshot import Answer, Change, Plan, Snapshot, Steered, ZoneRecords
from trunkline.snapshot.views import View, Views
from trunkline.snapshot.zone import compile_zone
from trunkline.steering.choice import Choice, Draw
from trunkline.steering.choose import choose_for_each, configured_lines
from trunkline.steering.members import on_duty

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


Alike = tuple[Any, ...]
"""All of an access domain that its answers depend on, besides pools, addresses and their health; see `_alike`."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is worked out for access domains that are alike."""

    choices: Choices
    plan: Plan
    answers: tuple[Answer, ...]


@dataclass
class Compiler:
    """Compiles against one line table, for one node. What it remembers (views, plans, zones) only saves work."""

    table: LineTable
    introduction: Introduction = NAMELESS
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
        are no more included; all of them, where `before` was compiled against another line table.
        """
        choices, steered = dict(before.choices), dict(before.snapshot.steered)
        anew = before.snapshot.askers is not self.table.askers
        put: dict[SteeredKey, Steered] = {}
        replanned: dict[SteeredKey, Plan] = {}
        gone: set[SteeredKey] = set()
        alike: dict[Alike, Served | None] = {}
        # By the same documents those are alike that shared their choices; comparing what they wish takes longer.
        shared = before.choices if config is before.config else {}
        for key in keys:
            domain = config.access_domains.get(key)
            same = (id(shared[key]),) if key in shared else None
            served = self._serve(domain, config, availability, alike, same) if domain else None
            if domain is None or served is None:
                choices.pop(key, None)
                if steered.pop(steered_key(key), None):
                    gone.add(steered_key(key))
                continue
            choices[key] = served.choices
            entry = Steered(*steered_key(key), domain.ttl, served.plan, served.answers)
            known = steered.get(entry.key)
            if known and anew and (known.ttl, known.answers) == (entry.ttl, entry.answers):
                steered[entry.key], replanned[entry.key] = entry, entry.plan
            elif entry != known:
                steered[entry.key] = put[entry.key] = entry
        limits = limits_of(config.settings.floods)
        old_zones = before.snapshot.zones
        zones = old_zones if config.zones is before.config.zones else self._compile_zones(config)
        conduct = conduct_of(config, self.introduction)
        change = Change(
            askers=self.table.askers if anew else None,
            zones={origin: zone for origin, zone in zones.items() if zone is not old_zones.get(origin)},
            zones_gone=frozenset(old_zones.keys() - zones.keys()),
            steered=put,
            steered_gone=frozenset(gone),
            replanned=replanned,
            conduct=conduct if conduct != before.snapshot.conduct else None,
            limits=limits if limits != before.snapshot.limits else None,
        )
        return Compiled(config, Snapshot(self.table.askers, zones, steered, conduct, limits), choices), change

    def over(self, table: LineTable) -> Compiler:
        """One that compiles against another line table."""
        return replace(self, table=table, _views={})

    def views(self, configured: frozenset[str]) -> Views:
        """The views of the table under these lines, made once."""
        if configured not in self._views:
            self._views[configured] = Views.of(self.table, configured)
        return self._views[configured]

    @cached_property
    def representatives(self) -> Mapping[str, str]:
        """For each line that is somebody's best match, an asker that stands for it."""
        return self.table.representatives()

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the address space each line of the table stands for."""
        return coverage(self.table)

    def _serve(
        self,
        domain: AccessDomain,
        config: Config,
        availability: Availability,
        alike: dict[Alike, Served | None],
        same: Alike | None,
    ) -> Served | None:
        """None when it is disabled. With nothing to answer with the name is still there: the zone's own records of that
        type answer, and where there are none it is NODATA and not NXDOMAIN (Q9).

        Many names often stand on the same pools: `alike` remembers what was worked out for one of them, under `same`
        if it is known who they are.
        """
        if not domain.enabled:
            return None
        key = same or _alike(domain, config)
        if key not in alike:
            views = self.views(configured_lines(domain, config))
            choices = choose_for_each(domain, views.distinct, config, availability)
            alike[key] = _served(views, choices, domain) if choices else _served_by_the_zone(views)
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


@lru_cache(maxsize=16_384)
def steered_key(key: str) -> SteeredKey:
    """Under which name and type the engine knows the access domain of that key."""
    name, _, type_ = key.rpartition("/")
    return wire_of(name), int(dns.rdatatype.from_text(type_))


def _alike(domain: AccessDomain, config: Config) -> Alike:
    """Two access domains with the same one are answered alike; what each remembers is part of it."""
    wishes = (domain.type, domain.policy, domain.sequence_mode, domain.parent_lines, domain.pools)
    when_down = (domain.all_down, domain.all_down_records)
    remembered = config.last_good.get(domain.key) if domain.all_down == "last_good" else None
    return (*wishes, *when_down, on_duty(domain, config), remembered.addresses if remembered else None)


def _served(views: Views, choices: Choices, domain: AccessDomain) -> Served:
    """Views that are answered alike share one answer, so that the scope can be as short as it may."""
    numbers: dict[Answer, int] = {}
    answers = (answer_of(choices[view], names_apart=domain.type != "CNAME") for view in views.distinct)
    answer_of_view = [numbers.setdefault(answer, len(numbers)) for answer in answers]
    return Served(choices, views.plan(answer_of_view), tuple(numbers))


def _served_by_the_zone(views: Views) -> Served:
    return Served({}, views.plan([0] * len(views.distinct)), (Answer(Draw.ALL, ()),))
