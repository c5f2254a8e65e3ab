"""Are the name servers of a zone in order? What the parent says, what the zone says, what each server says.

The question of gtm.md section 2.1: an access domain works for the world only where the delegation leads to our servers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from ipaddress import ip_address

import dns.asyncquery
import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.resolver
from dns.rdataclass import IN
from dns.rdatatype import RdataType

from trunkline.control.outcome import Delegation, NameServer
from trunkline.documents.dns_name import to_text
from trunkline.documents.zone import Zone
from trunkline.errors import NotFound
from trunkline.node import Node

PATIENCE = 3.0
"""Seconds for one question."""


async def check_delegation(
    node: Node, name: str, *, resolver: str | None = None, parent: str | None = None, port: int = 53
) -> Delegation:
    """Asks the parent's servers and then each server of the zone, all at `port`.

    `resolver` and `parent` are IP addresses: of the resolver that names are looked up with (default: the system's), and
    of a server of the parent zone (default: looked up). Raises NotFound if the zone is not hosted here.
    """
    zone = node.config.zones.get(name)
    if zone is None:
        raise NotFound(f"there is no zone {name}")
    lookup = _Lookup(resolver, port)
    told, trouble = await _parents_word(zone, lookup, [parent] if parent else None)
    own = tuple(sorted(_own_servers(zone)))
    servers = await asyncio.gather(*(_look_at(zone, server, lookup) for server in sorted({*told, *own})))
    faults = [
        *trouble,
        *_differences(told, own),
        *(f"{one.name}: {one.because}" for one in servers if not one.in_order),
    ]
    because = "; ".join(faults) or f"the parent delegates to {', '.join(own)}, and each answers with authority"
    return Delegation(zone.name, not faults, because, tuple(sorted(told)), own, tuple(servers))


class _Lookup:
    """Ways to find addresses and to ask servers."""

    def __init__(self, resolver: str | None, port: int) -> None:
        self.port = port
        self.resolver = dns.asyncresolver.Resolver(configure=resolver is None)
        self.resolver.lifetime = PATIENCE
        if resolver is not None:
            self.resolver.nameservers, self.resolver.port = [resolver], port

    async def addresses(self, name: dns.name.Name) -> list[str]:
        found: list[str] = []
        for kind in (RdataType.A, RdataType.AAAA):
            try:
                found += [rdata.address for rdata in await self.resolver.resolve(name, kind)]
            except (dns.exception.DNSException, OSError):
                continue
        return found

    async def ask(self, address: str, name: dns.name.Name, kind: RdataType) -> dns.message.Message:
        query = dns.message.make_query(name, kind, use_edns=0)
        query.flags &= ~dns.flags.RD
        response, _ = await dns.asyncquery.udp_with_fallback(query, address, PATIENCE, self.port)
        return response


async def _parents_word(
    zone: Zone, lookup: _Lookup, parents: Sequence[str] | None
) -> tuple[frozenset[str], tuple[str, ...]]:
    """The servers that the parent delegates to, and what went wrong."""
    origin = dns.name.from_text(zone.name)
    if parents is None:
        try:
            above = await dns.asyncresolver.zone_for_name(origin.parent(), IN, resolver=lookup.resolver)
            found = await lookup.resolver.resolve(above, RdataType.NS)
        except (dns.exception.DNSException, OSError) as error:
            return frozenset(), (f"the parent zone cannot be found: {error}",)
        parents = [address for rdata in found for address in await lookup.addresses(rdata.target)]
    for address in parents:
        try:
            response = await lookup.ask(address, origin, RdataType.NS)
        except (dns.exception.DNSException, OSError):
            continue
        if told := _servers_in(response, origin):
            return told, ()
        if response.rcode() in (dns.rcode.NXDOMAIN, dns.rcode.NOERROR):
            return frozenset(), (f"the parent does not delegate {zone.name}: add NS records there",)
    return frozenset(), ("no server of the parent zone answers",)


def _servers_in(response: dns.message.Message, origin: dns.name.Name) -> frozenset[str]:
    """A referral has them in the authority section, a server of both zones in the answer."""
    sections = [*response.answer, *response.authority]
    return frozenset(
        to_text(rdata.target)
        for rrset in sections
        if rrset.name == origin and rrset.rdtype is RdataType.NS
        for rdata in rrset
    )


def _own_servers(zone: Zone) -> Iterable[str]:
    contents = zone.contents
    return (
        to_text(dns.name.from_text(rdata.to_text())) for rdata in contents.sets[contents.origin][RdataType.NS].rdatas
    )


def _differences(told: frozenset[str], own: Sequence[str]) -> list[str]:
    if not told or told == frozenset(own):
        return []
    missing, more = sorted(set(own) - told), sorted(told - set(own))
    said = [f"the parent does not name {', '.join(missing)}"] if missing else []
    return said + ([f"the parent names {', '.join(more)}, the zone does not"] if more else [])


async def _look_at(zone: Zone, server: str, lookup: _Lookup) -> NameServer:
    addresses = await _addresses_of(zone, server, lookup)
    if not addresses:
        return NameServer(server, (), False, "it has no address", None)
    serial = None
    for address in addresses:
        try:
            response = await lookup.ask(address, dns.name.from_text(zone.name), RdataType.SOA)
        except (dns.exception.DNSException, OSError) as error:
            return NameServer(server, addresses, False, f"{address} does not answer: {error}", serial)
        if not response.flags & dns.flags.AA or not response.answer:
            said = f"{address} does not answer with authority ({dns.rcode.to_text(response.rcode())})"
            return NameServer(server, addresses, False, said, serial)
        serial = response.answer[0][0].serial
    return NameServer(server, addresses, True, "answers with authority", serial)


async def _addresses_of(zone: Zone, server: str, lookup: _Lookup) -> tuple[str, ...]:
    """Those that the zone itself gives come first: the world gets them as glue."""
    name = dns.name.from_text(server)
    own = zone.contents.sets.get(name, {})
    found = [rdata.to_text() for kind in (RdataType.A, RdataType.AAAA) if kind in own for rdata in own[kind].rdatas]
    return tuple(str(ip_address(one)) for one in found or await lookup.addresses(name))
