"""Which access domain decides an answer, and how it chose: now, or at a moment of the past."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import dns.name

from trunkline.control.outcome import Considered
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import with_parents
from trunkline.documents.reference import PoolReference
from trunkline.health.availability import Availability, Standing
from trunkline.lines.table import LineTable, Match
from trunkline.node import Node
from trunkline.steering.choice import Choice, ChosenPool
from trunkline.steering.choose import choose, configured_lines
from trunkline.steering.why_not import why_not

View = tuple[str, ...]

CNAME = "CNAME"
STEERED_TYPES = ("A", "AAAA", CNAME)


@dataclass(frozen=True, slots=True)
class World:
    """All that decides: documents, who is available, the line table; and how an access domain chose for a view."""

    config: Config
    availability: Availability
    table: LineTable
    choice: Callable[[AccessDomain, View], Choice | None]

    @classmethod
    def now(cls, node: Node) -> World:
        """What the engine answers by; raises NotReady before there is any."""
        found = node.answered
        choices = found.compiled.choices
        return cls(
            found.compiled.config,
            found.availability,
            found.compiler.table,
            lambda domain, view: choices.get(domain.key, {}).get(view),
        )

    @classmethod
    def of(cls, config: Config, availability: Availability, table: LineTable) -> World:
        """Any other: chosen by the same function."""

        def choice(domain: AccessDomain, view: View) -> Choice | None:
            return choose(domain, view, config, availability) if domain.enabled else None

        return cls(config, availability, table, choice)


@dataclass(frozen=True, slots=True)
class Decided:
    """The access domain that answers one of the names, and its choice for the asker."""

    domain: AccessDomain
    choice: Choice


def keys_of(config: Config, names: Iterable[str], type_: str) -> Iterator[str]:
    """The access domains that might answer one of these names: its own, then wildcards, nearest first.

    One of type CNAME answers whatever type is asked for. A name that is there, and the closest one above that is, hide
    the wildcards above them (RFC 4592 section 3.3.1).
    """
    types = dict.fromkeys([type_, CNAME])
    for name in names:
        yield from (f"{name}/{kind}" for kind in types)
        for here, above in pairwise(with_parents(name)):
            if _is_there(config, here):
                break
            yield from (f"*.{above}/{kind}" for kind in types)


def _is_there(config: Config, name: str) -> bool:
    zone = config.zone_of(name)
    held = zone is not None and dns.name.from_text(name) in zone.contents.sets
    return held or any(f"{name}/{type_}" in config.access_domains for type_ in STEERED_TYPES)


def find_decision(world: World, names: Iterable[str], type_: str, match: Match) -> Decided | None:
    """The choice behind the first of these names that is steered; a wildcard serves names without their own."""
    for key in keys_of(world.config, names, type_):
        if domain := world.config.access_domains.get(key):
            configured = configured_lines(domain, world.config)
            view = tuple(line for line in match.lines if line in configured)
            if choice := world.choice(domain, view):
                return Decided(domain, choice)
    return None


def why_unsteered(config: Config, names: Sequence[str], type_: str) -> str:
    """Why no access domain decided, when `names` were gone through from the one that was asked."""
    asked = names[0]
    zone = config.zone_of(asked)
    if zone is None:
        return f"{asked} is in no zone that is hosted here"
    records = f"so the records of zone {zone.name} answer"
    key = next((key for key in keys_of(config, names, type_) if key in config.access_domains), None)
    if key is None:
        return f"{asked} is no access domain of type {type_}, {records}"
    why = "has nothing enabled to answer with" if config.access_domains[key].enabled else "is disabled"
    return f"the access domain {key} {why}, {records}"


def considered(world: World, decided: Decided) -> tuple[Considered, ...]:
    """Every pool of the access domain with its addresses: chosen or not, and why."""
    refs = sorted(decided.domain.pools, key=lambda ref: (ref.serial, ref.pool))
    names = [ref.pool for ref in refs]
    return tuple(_considered_pool(world, ref, decided.choice, names) for ref in refs)


def _considered_pool(world: World, ref: PoolReference, choice: Choice, order: Sequence[str]) -> Considered:
    standing = world.availability.pools[ref.pool]
    chosen = next((pool for pool in choice.pools if pool.name == ref.pool), None)
    names = tuple(pool.name for pool in choice.pools)
    first = _comes_first(ref.pool, names, order)
    because = chosen.because if chosen else why_not(ref, standing, choice.served, names, first=first)
    return _row(
        ref.pool, standing, because, chosen is not None, ref.lines, addresses=_addresses(world, ref.pool, chosen)
    )


def _addresses(world: World, pool_name: str, chosen: ChosenPool | None) -> tuple[Considered, ...]:
    config, standings = world.config, world.availability.addresses
    names = tuple(address.name for address in chosen.addresses) if chosen else ()
    found = []
    refs = sorted(config.pools[pool_name].addresses, key=lambda ref: (ref.serial, ref.address))
    order = [ref.address for ref in refs]
    for ref in refs:
        standing, taken = standings[ref.address], ref.address in names
        because = standing.because
        if chosen and not taken:
            first = _comes_first(ref.address, names, order)
            because = why_not(ref, standing, chosen.served, names, first=first)
        endpoint = config.addresses[ref.address].endpoint
        found.append(_row(ref.address, standing, because, taken, ref.lines, endpoint=endpoint))
    return tuple(found)


def _comes_first(name: str, chosen: Sequence[str], order: Sequence[str]) -> bool:
    """Whether it stands before all that were chosen, as only a sequence that is not preemptive passes one over."""
    return bool(chosen) and order.index(name) < min(map(order.index, chosen))


def _row(
    name: str,
    standing: Standing,
    because: str,
    chosen: bool,
    lines: tuple[str, ...],
    *,
    endpoint: str | None = None,
    addresses: tuple[Considered, ...] = (),
) -> Considered:
    health = str(standing.health)
    return Considered(name, chosen, standing.available, health, because, lines, endpoint, addresses)
