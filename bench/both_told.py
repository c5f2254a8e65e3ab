"""The zones as both are told them: to Knot as master files, to the engine as records, of which some are steered.

What is steered is so for everybody alike, so nobody can see it; in its place stands a text that has to stay hidden.
"""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass, replace

import dns.name
import dns.rdatatype
import dns.zone
from packets import Records
from random_zones import ORIGINS, zone_text

from trunkline.lines.askers import AskerTable
from trunkline.snapshot.snapshot import Answer, Change, Draw, Group, Plan, RecordSet, Steered, ZoneRecords

ASKERS = AskerTable(
    2,
    array("I", [0, 0x0A000000, 0x7F000001, 0x80000000]),
    array("H", [0, 1, 0, 1]),
    array("Q", [0, 0, 0x20010DB8 << 32, 0]),
    array("H", [1, 0]),
)
"""Two classes of askers, which get the same answers."""
STEERED_TYPES = (dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.CNAME)
MOST_STEERED = 50
"""Larger sets are told in part (gtm.md Q33), so they are not steered here."""


@dataclass(frozen=True)
class Told:
    """The master files by origin, the engine's change, and every record set that the zones hold."""

    texts: dict[str, str]
    change: Change
    truths: frozenset[Records]


def told(chance: random.Random, names: int) -> Told:
    """All zones anew, with so many names in each."""
    texts = {origin: zone_text(origin, chance, names) for origin in ORIGINS}
    zones = {origin: zone_of(origin, text) for origin, text in texts.items()}
    truths = frozenset(
        (name, found.type, 1, found.ttl, frozenset(found.rdatas))
        for zone in zones.values()
        for name, sets in zone.names.items()
        for found in sets
    )
    made = [steer(zone, chance) for zone in zones.values()]
    steered = {entry.key: entry for _, entries in made for entry in entries}
    return Told(texts, Change(ASKERS, {zone.origin: zone for zone, _ in made}, steered=steered), truths)


def zone_of(origin: str, text: str) -> ZoneRecords:
    """The master file as the engine is told it."""
    names: dict[bytes, list[RecordSet]] = {}
    read = dns.zone.from_text(text, origin, relativize=False, check_origin=False)
    for name, found in read.iterate_rdatasets():
        ready = RecordSet(int(found.rdtype), found.ttl, tuple(rdata.to_wire() or b"" for rdata in found))
        names.setdefault(name.to_wire() or b"", []).append(ready)
    return ZoneRecords(wire_of(origin), {name: tuple(sets) for name, sets in names.items()})


def steer(zone: ZoneRecords, chance: random.Random) -> tuple[ZoneRecords, list[Steered]]:
    """Half of the zone's aliases, and some of its addresses, as steered ones.

    What stands in a zone below is left: there that zone decides, and what is steered is so in whichever zone it is.
    Addresses beside or below a cut are left too: they are another zone's, and here only to be told with the cut.
    """
    cuts = [name for name, sets in zone.names.items() if name != zone.origin and has(sets, dns.rdatatype.NS)]
    names, steered = dict(zone.names), []
    for name, sets in zone.names.items():
        if nearest(name) != zone.origin or any(is_within(name, cut) for cut in cuts):
            continue
        for found in sets:
            if found.type in STEERED_TYPES and len(found.rdatas) <= MOST_STEERED and chance.random() < 0.5:
                rest = tuple(one for one in names[name] if one.type != found.type)
                names[name] = rest + chance.choice(((), (hidden(found),)))
                answer = Answer(Draw.ALL, (Group(chance.choice((Draw.ROTATE, Draw.ALL)), found.rdatas),))
                steered.append(Steered(name, found.type, found.ttl, Plan((0, 0)), (answer,)))
    return replace(zone, names=names), steered


def hidden(found: RecordSet) -> RecordSet:
    """What a steered set keeps from being seen: an alias anything beside it, others the zone's own of the type."""
    if found.type == dns.rdatatype.CNAME:
        return RecordSet(dns.rdatatype.TXT, 60, (b"\x06hidden",))
    return RecordSet(found.type, 60, (b"\0" * len(found.rdatas[0]),))


def has(sets: tuple[RecordSet, ...], type_: int) -> bool:
    return any(found.type == type_ for found in sets)


def wire_of(name: str) -> bytes:
    """The text of a name as the engine is told it."""
    return dns.name.from_text(name).to_wire() or b""


WIRE_ORIGINS = sorted((wire_of(origin) for origin in ORIGINS), key=len, reverse=True)


def is_within(name: bytes, ancestor: bytes) -> bool:
    """Whether a name in lower case is the ancestor, or below it."""
    at = 0
    while len(name) - at > len(ancestor):
        at += 1 + name[at]
    return name[at:] == ancestor


def nearest(name: bytes) -> bytes:
    """The longest of the origins that the name is in, or nothing."""
    return next((origin for origin in WIRE_ORIGINS if is_within(name, origin)), b"")
