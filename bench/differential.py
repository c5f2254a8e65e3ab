"""Whether the engine and Knot DNS answer alike: random zones in both, random questions to both, every difference told.

Every other CNAME of the zones is a steered one in the engine, with a record beside it that it has to hide.

Knot (`knotd`, from the packages knot or knot-dns) is only asked, over loopback; without it there is nothing to do.
Exits with 1 if an answer differs that should not.

    python bench/differential.py --questions 30000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.zone
from random_zones import ORIGINS, questions, zone_text

from trunkline.engine import Engine
from trunkline.lines.askers import AskerTable
from trunkline.snapshot.snapshot import Answer, Change, Draw, Group, Plan, RecordSet, Steered, ZoneRecords

NOBODY = AskerTable(1, array("I", [0]), array("H", [0]), array("Q", [0, 0]), array("H", [0]))
PATIENCE = 10.0
"""Seconds for knotd to begin, and for each answer."""

KNOT = """
server:
  rundir: {folder}
  listen: 127.0.0.1@{port}
  udp-workers: 1
  tcp-workers: 1
log:
  - target: stderr
    any: error
database:
  storage: {folder}
template:
  - id: default
    storage: {folder}
    zonefile-sync: -1
    journal-content: none
zone:
"""

Address = tuple[str, int]


def records(origin: str, text: str) -> ZoneRecords:
    """The master file as the engine is told it."""
    names: dict[bytes, list[RecordSet]] = {}
    read = dns.zone.from_text(text, origin, relativize=False, check_origin=False)
    for name, found in read.iterate_rdatasets():
        ready = RecordSet(int(found.rdtype), found.ttl, tuple(rdata.to_wire() or b"" for rdata in found))
        names.setdefault(name.to_wire() or b"", []).append(ready)
    return ZoneRecords(wire_of(origin), {name: tuple(sets) for name, sets in names.items()})


def steer_aliases(zone: ZoneRecords, chance: random.Random) -> tuple[ZoneRecords, list[Steered]]:
    """Half of the zone's CNAMEs as steered ones; in their place stands a text that nobody may see, or nothing.

    What stands in a zone below is left: there that zone decides, and what is steered is so in whichever zone it is.
    """
    names, steered = dict(zone.names), []
    for name, sets in zone.names.items():
        alias = next((found for found in sets if found.type == dns.rdatatype.CNAME), None)
        here = dns.name.from_wire(name, 0)[0]
        if alias and wire_of(nearest(here, dns.rdatatype.CNAME)) == zone.origin and chance.random() < 0.5:
            names[name] = (RecordSet(dns.rdatatype.TXT, 60, (b"\x06hidden",)),)
            if chance.random() < 0.5:
                del names[name]
            answer = Answer(Draw.ROTATE, (Group(Draw.ROTATE, alias.rdatas),))
            steered.append(Steered(name, alias.type, alias.ttl, Plan((0,)), (answer,)))
    return replace(zone, names=names), steered


def wire_of(name: str) -> bytes:
    """The text of a name as the engine is told it."""
    return dns.name.from_text(name).to_wire() or b""


@contextmanager
def knot(zones: dict[str, str]) -> Iterator[Address]:
    """Knot with these zones, on a free port, in a folder that goes with it."""
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        port = taker.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        for origin, text in zones.items():
            Path(folder, f"{origin}zone").write_text(text)
        listed = "".join(f"  - domain: {origin}\n    file: {origin}zone\n" for origin in zones)
        config = Path(folder, "knot.conf")
        config.write_text(KNOT.format(folder=folder, port=port) + listed)
        with subprocess.Popen(["knotd", "-c", str(config)]) as process:
            try:
                for origin in zones:
                    wait_for(("127.0.0.1", port), origin)
                yield "127.0.0.1", port
            finally:
                process.terminate()


def wait_for(address: Address, origin: str) -> None:
    """Returns once the zone is answered for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError):
            if ask(address, dns.message.make_query(origin, "SOA"), tcp=True).rcode() == dns.rcode.NOERROR:
                return
        time.sleep(0.05)
    sys.exit(f"knotd does not answer for {origin}")


def ask(address: Address, query: dns.message.Message, tcp: bool) -> dns.message.Message:
    """One question, one answer, read strictly."""
    host, port = address
    return (dns.query.tcp if tcp else dns.query.udp)(query, host, PATIENCE, port)


def zone_by_zone(address: Address, query: dns.message.Message, tcp: bool) -> list[dns.message.Message]:
    """The response, and where a CNAME leads into another of the zones what is said of its target there.

    RFC 1034 section 4.3.2 looks for the nearest zone anew after each CNAME, as we do; Knot stays in the first.
    """
    question = query.question[0]
    found, asked = [ask(address, query, tcp)], {question.name}
    while target := leads_away(found[-1]):
        if target in asked or not any(target.is_subdomain(dns.name.from_text(origin)) for origin in ORIGINS):
            break
        asked.add(target)
        found.append(ask(address, dns.message.make_query(target, question.rdtype), True))
    return found


def leads_away(response: dns.message.Message) -> dns.name.Name | None:
    """The first target outside the zone of the name that was asked for; what is said of it is taken out."""
    name, asked = response.question[0].name, response.question[0].rdtype
    aliases = {rrset.name: rrset for rrset in response.answer if rrset.rdtype == dns.rdatatype.CNAME}
    if asked in (dns.rdatatype.CNAME, dns.rdatatype.ANY):
        return None
    passed: list[dns.rrset.RRset] = []
    while name in aliases and aliases[name] not in passed:
        passed.append(aliases[name])
        name = dns.name.from_text(aliases[name][0].to_text())
        if nearest(name, asked) != nearest(response.question[0].name, asked):
            moves = [rrset for rrset in response.answer if rrset.rdtype == dns.rdatatype.DNAME]
            passed += [move for move in moves if any(alias.name.is_subdomain(move.name) for alias in passed)]
            response.answer, response.authority, response.additional = passed, [], []
            return name
    return None


def nearest(name: dns.name.Name, asked: int) -> str:
    """The longest of the origins that the name is in, for DS the one above; the empty text for none."""
    above = name.parent() if asked == dns.rdatatype.DS else name
    return max((origin for origin in ORIGINS if above.is_subdomain(dns.name.from_text(origin))), key=len, default="")


@dataclass(frozen=True)
class Seen:
    """What has to be alike: the last response says how it ended, the first whether its name is the server's own."""

    rcode: str
    authoritative: bool
    answer: frozenset[str]
    authority: frozenset[str]
    glue: frozenset[str]

    @classmethod
    def of(cls, responses: list[dns.message.Message]) -> Seen:
        answer = frozenset(line for response in responses for line in lines(response.answer))
        authority, additional = lines(responses[-1].authority), lines(responses[-1].additional)
        below_cut = tuple(f".{line.split()[0]}" for line in authority if " in ns " in line)
        glue = frozenset(line for line in additional if below_cut and f".{line.split()[0]}".endswith(below_cut))
        authoritative = bool(responses[0].flags & dns.flags.AA)
        return cls(dns.rcode.to_text(responses[-1].rcode()), authoritative, answer, authority, glue)


def lines(section: list[dns.rrset.RRset]) -> frozenset[str]:
    """Each record of a section as text, in lower case."""
    return frozenset(line for rrset in section for line in rrset.to_text().lower().splitlines())


def alike(query: dns.message.Message, ours: Seen, theirs: Seen) -> bool:
    """Equal; but ANY may be answered with any one record set (RFC 8482), such as the alias that others follow."""
    if query.question[0].rdtype == dns.rdatatype.ANY and ours.answer:
        return ours.authoritative == theirs.authoritative and bool(theirs.answer)
    return ours == theirs


def compare(ours: Address, theirs: Address, query: dns.message.Message, told: Counter[str]) -> str | None:
    """The difference in words, if there is one; what either truncates is asked again over TCP."""
    pair = [ask(address, query, tcp=False) for address in (ours, theirs)]
    cut = [bool(response.flags & dns.flags.TC) for response in pair]
    told[("both whole", "cut by Knot alone", "cut by us alone", "cut by both")[2 * cut[0] + cut[1]]] += 1
    one = Seen.of([ask(ours, query, any(cut))])
    other = Seen.of(zone_by_zone(theirs, query, any(cut)))
    told[one.rcode] += 1
    return None if alike(query, one, other) else f"{query.question[0]}\n  ours   {one}\n  theirs {other}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=int, default=60, help="names in each zone")
    asked = parser.parse_args()
    if not shutil.which("knotd"):
        return print("skipped: knotd is not installed")
    chance = random.Random(asked.seed)
    zones = {origin: zone_text(origin, chance, asked.names) for origin in ORIGINS}
    made = [steer_aliases(records(origin, text), chance) for origin, text in zones.items()]
    steered = {entry.key: entry for _, entries in made for entry in entries}
    engine = Engine()
    engine.publish(Change(NOBODY, {zone.origin: zone for zone, _ in made}, steered=steered), whole=True)
    (ours,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    told: Counter[str] = Counter()
    with knot(zones) as theirs:
        found = [compare(ours, theirs, query, told) for query in questions(chance, asked.questions)]
    engine.stop()
    different = list(filter(None, found))
    print("\n".join(different[:20]))
    told["steered"] = engine.counters().steered
    print(f"{asked.questions} questions, {len(different)} differences; {dict(told)}")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
