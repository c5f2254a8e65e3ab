"""Why an asker gets its answer: asker → line → policy → pool → address, beside what the engine really says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, summarize_address_range
from itertools import pairwise

import dns.message
import dns.name

from trunkline.control.ask import Said, checked, question, read_response
from trunkline.control.outcome import Considered, Explanation
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config
from trunkline.documents.dns_name import with_parents
from trunkline.documents.reference import PoolReference
from trunkline.health.availability import Standing
from trunkline.lines.table import Match
from trunkline.node import Node
from trunkline.steering.choice import Choice, ChosenPool
from trunkline.steering.choose import configured_lines
from trunkline.steering.why_not import why_not


@dataclass(frozen=True, slots=True)
class Decided:
    """The access domain that answers one of the names, and its choice for the asker."""

    domain: AccessDomain
    choice: Choice


def explain(node: Node, name: str, asker: str, type_: str = "A") -> Explanation:
    """Asks the engine and tells the way to its answer.

    Raises DocumentError for a bad name, type or address, NotReady while the node knows no reasons.
    """
    name, type_ = checked(name, type_, asker)
    config = node.compiled_config
    said = said_to(node, name, type_, asker)
    match = node.publisher.compiler.table.find(asker)
    decided = find_decision(node, said.names, type_, match)
    choice = decided.choice if decided else None
    return Explanation(
        name=name,
        type=type_,
        chain=said.names,
        asker=asker,
        network=_network(match, asker),
        asker_lines=match.lines,
        access_domain=decided.domain.key if decided else None,
        policy=str(decided.domain.policy) if decided else None,
        line=choice.line if choice else None,
        rule=choice.rule if choice else None,
        because=choice.reason if choice else why_unsteered(config, said.names, type_),
        pools=_considered(node, decided) if decided else (),
        rcode=said.rcode,
        answer=said.answer,
        ttl=said.ttl,
        scope=said.scope,
    )


def said_to(node: Node, name: str, type_: str, asker: str) -> Said:
    """What the engine says to that asker."""
    reply = node.engine.answer(question(name, type_, asker).to_wire(), asker, tcp=True)
    return read_response(name, dns.message.from_wire(reply or b""))


def keys_of(config: Config, names: Iterable[str], type_: str) -> Iterator[str]:
    """The access domains that might answer one of these names: its own, then wildcards, nearest first.

    A name that is there, and the closest one above that is, hide the wildcards above them (RFC 4592 section 3.3.1).
    """
    for name in names:
        yield f"{name}/{type_}"
        for here, above in pairwise(with_parents(name)):
            if _is_there(config, here):
                break
            yield f"*.{above}/{type_}"


def _is_there(config: Config, name: str) -> bool:
    zone = config.zone_of(name)
    held = zone is not None and dns.name.from_text(name) in zone.contents.sets
    return held or any(f"{name}/{type_}" in config.access_domains for type_ in ("A", "AAAA"))


def find_decision(node: Node, names: Iterable[str], type_: str, match: Match) -> Decided | None:
    """The choice behind the first of these names that is steered; a wildcard serves names without their own."""
    compiled = node.publisher.compiled
    for key in keys_of(compiled.config, names, type_):
        if choices := compiled.choices.get(key):
            domain = compiled.config.access_domains[key]
            configured = configured_lines(domain, compiled.config)
            return Decided(domain, choices[tuple(line for line in match.lines if line in configured)])
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


def _network(match: Match, asker: str) -> str:
    """The largest prefix around the asker in which everyone is on the same lines."""
    address = ip_address(asker)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(next(net for net in summarize_address_range(match.first, match.last) if address in net))


def _considered(node: Node, decided: Decided) -> tuple[Considered, ...]:
    refs = sorted(decided.domain.pools, key=lambda ref: (ref.serial, ref.pool))
    return tuple(_considered_pool(node, ref, decided.choice) for ref in refs)


def _considered_pool(node: Node, ref: PoolReference, choice: Choice) -> Considered:
    standing = node.publisher.availability.pools[ref.pool]
    chosen = next((pool for pool in choice.pools if pool.name == ref.pool), None)
    names = tuple(pool.name for pool in choice.pools)
    because = chosen.because if chosen else why_not(ref, standing, choice.rule, _served_line(choice), names)
    return _row(
        ref.pool, standing, because, chosen is not None, ref.lines, addresses=_addresses(node, ref.pool, chosen)
    )


def _served_line(choice: Choice) -> str | None:
    """Under F1 it is the default line that serves."""
    return "default" if choice.rule == "F1" else choice.line


def _addresses(node: Node, pool_name: str, chosen: ChosenPool | None) -> tuple[Considered, ...]:
    config, standings = node.publisher.compiled.config, node.publisher.availability.addresses
    names = tuple(address.name for address in chosen.addresses) if chosen else ()
    found = []
    for ref in sorted(config.pools[pool_name].addresses, key=lambda ref: (ref.serial, ref.address)):
        standing, taken = standings[ref.address], ref.address in names
        because = standing.because
        if chosen and not taken:
            because = why_not(ref, standing, str(config.pools[pool_name].policy), None, names)
        endpoint = config.addresses[ref.address].endpoint
        found.append(_row(ref.address, standing, because, taken, ref.lines, endpoint=endpoint))
    return tuple(found)


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
