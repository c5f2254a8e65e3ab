"""Why an asker gets its answer: asker → line → policy → pool → address, beside what the engine really says."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, summarize_address_range

import dns.message
from dns.rdatatype import RdataType

from trunkline.control.ask import Said, checked, question, read_response
from trunkline.control.decision import World, considered, find_decision, why_unsteered
from trunkline.control.outcome import Explanation
from trunkline.control.past import config_at, revision_at
from trunkline.control.past_health import availability_at
from trunkline.documents.config import Config
from trunkline.documents.dns_name import normal_name
from trunkline.lines.numbers import with_own
from trunkline.lines.table import Match
from trunkline.node import Node
from trunkline.steering.choice import Draw

LONGEST_CHAIN = 16
"""CNAME records of a zone that are followed."""


def explain(node: Node, name: str, asker: str, type_: str = "A") -> Explanation:
    """Asks the engine and tells the way to its answer.

    Raises DocumentError for a bad name, type or address, NotReady while the node knows no reasons.
    """
    name, type_ = checked(name, type_, asker)
    return _explain(World.now(node), type_, asker, said_to(node, name, type_, asker))


async def explain_at(node: Node, name: str, asker: str, type_: str, at: float) -> Explanation:
    """The same for a moment of the past, `at` in seconds since the epoch: by the documents, and as all stood, then.

    The line table is that of now, with one's own lines of then. Raises NotFound where the logs do not reach back.
    """
    name, type_ = checked(name, type_, asker)
    config = await config_at(node, await revision_at(node, at))
    table = with_own(node.table, config.lines.values())
    world = World.of(config, await availability_at(node, config, at), table)
    return _explain(world, type_, asker, _would_say(world, name, type_, asker), at)


def _explain(world: World, type_: str, asker: str, said: Said, at: float | None = None) -> Explanation:
    match = world.table.find(asker)
    decided = find_decision(world, said.names, type_, match)
    choice = decided.choice if decided else None
    return Explanation(
        name=said.names[0],
        type=type_,
        chain=said.names,
        asker=asker,
        network=_network(match, asker),
        asker_lines=match.lines,
        access_domain=decided.domain.key if decided else None,
        policy=str(decided.domain.policy) if decided else None,
        line=choice.line if choice else None,
        rule=choice.rule if choice else None,
        because=choice.reason if choice else why_unsteered(world.config, said.names, type_),
        pools=considered(world, decided) if decided else (),
        rcode=said.rcode,
        answer=said.answer,
        ttl=said.ttl,
        scope=said.scope,
        at=at,
    )


def said_to(node: Node, name: str, type_: str, asker: str) -> Said:
    """What the engine says to that asker."""
    reply = node.engine.answer(question(name, type_, asker).to_wire(), asker, tcp=True)
    return read_response(name, dns.message.from_wire(reply or b""))


def _would_say(world: World, name: str, type_: str, asker: str) -> Said:
    """What the choice comes to, without an engine: all that the answers of that moment were drawn from."""
    names = tuple(_chain(world.config, name, type_))
    decided = find_decision(world, names, type_, world.table.find(asker))
    if decided is None:
        return Said("", (), None, None, names)
    rcode = "SERVFAIL" if decided.choice.draw is Draw.FAIL else "NOERROR"
    return Said(rcode, decided.choice.endpoints, decided.domain.ttl, None, names)


def _chain(config: Config, name: str, type_: str) -> list[str]:
    """The name and where the zones' own CNAME records lead from it."""
    names = [name]
    while len(names) <= LONGEST_CHAIN and type_ != "CNAME":
        zone = config.zone_of(names[-1])
        found = zone.contents.sets.get(dns.name.from_text(names[-1]), {}).get(RdataType.CNAME) if zone else None
        if found is None:
            break
        names.append(normal_name(found.rdatas[0].to_text()))
    return names


def _network(match: Match, asker: str) -> str:
    """The largest prefix around the asker in which everyone is on the same lines."""
    address = ip_address(asker)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(next(net for net in summarize_address_range(match.first, match.last) if address in net))
