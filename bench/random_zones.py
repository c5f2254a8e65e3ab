"""Zones by chance, as master files, and questions for names in them: aliases, wildcards, cuts, empty names, loops."""

from __future__ import annotations

import random
from collections.abc import Iterator

import dns.message

ORIGINS = ("one.test.", "two.test.", "b.one.test.", "c.a.two.test.", "a.c.a.two.test.")
"""Zones beside, below and far below one another."""
LABELS = ("a", "b", "c", "d", "e", "*")
TYPES = ("A", "AAAA", "TXT", "MX", "SRV", "PTR", "CAA", "TYPE65280")
ASKED_LABELS = (*LABELS, "A", "x", "y", "*")
ASKED_TYPES = (*TYPES, "NS", "SOA", "CNAME", "DNAME", "DS", "ANY")


def data_of(type_: str, chance: random.Random, target: str) -> str:
    """Data of that type; names in it are often ones that exist."""
    texts = (f'"{chance.randrange(10**6)}{"x" * chance.choice((0, 0, 200))}"' for _ in range(chance.randrange(1, 6)))
    data = {
        "A": f"192.0.2.{chance.randrange(256)}",
        "AAAA": f"2001:db8::{chance.randrange(1, 65536):x}",
        "TXT": " ".join(texts),
        "MX": f"{chance.randrange(9)} {target}",
        "SRV": f"0 {chance.randrange(9)} 443 {target}",
        "CAA": f'0 issue "{chance.randrange(99)}.test"',
        "DS": f"{chance.randrange(65536)} 13 2 {chance.randbytes(32).hex()}",
        "TYPE65280": f"\\# 4 {chance.randbytes(4).hex()}",
    }
    return data.get(type_, target)


def random_name(origin: str, chance: random.Random, labels: tuple[str, ...] = LABELS) -> str:
    """A name at or below the origin."""
    depth = chance.choice((0, 1, 1, 2, 2, 3, 4))
    return ".".join([*(chance.choice(labels) for _ in range(depth)), origin])


def near(chance: random.Random) -> str:
    """A name that may be in any of the zones, or in none."""
    return random_name(chance.choice((*ORIGINS, *ORIGINS, "elsewhere.example.")), chance)


def zone_text(origin: str, chance: random.Random, names: int) -> str:
    """A master file; what must stand alone does: nothing is beside a CNAME or below a DNAME."""
    lines = {f"{origin} 600 SOA ns.{origin} h.{origin} 1 3600 600 86400 300", f"{origin} 600 NS a.{origin}"}
    lines.update(f"{below} 60 NS ns.{below}" for below in ORIGINS if below.endswith("." + origin))
    for name in sorted({random_name(origin, chance) for _ in range(names)} - set(ORIGINS)):
        lines.update(at_name(name, chance))
    aliases = {line.split()[0] for line in lines if " CNAME " in line}
    moved = tuple(f".{line.split()[0]}" for line in lines if " DNAME " in line)
    kept = (line for line in sorted(lines) if " CNAME " in line or line.split()[0] not in aliases)
    return "\n".join(line for line in kept if not line.split()[0].endswith(moved)) + "\n"


def at_name(name: str, chance: random.Random) -> Iterator[str]:
    """An alias, a DNAME, a cut with or without glue and DS, or sets of records of a few types."""
    kind = chance.random() if not name.startswith("*") else chance.choice((0, 1))
    if kind < 0.2:
        yield f"{name} 60 CNAME {near(chance)}"
    elif kind < 0.25:
        yield f"{name} 60 DNAME {near(chance)}"
    elif kind < 0.4:
        for server in chance.sample((f"ns.{name}", f"a.{name}", near(chance)), chance.randrange(1, 4)):
            yield f"{name} 60 NS {server}"
            if server.endswith("." + name):
                yield f"{server} 60 A {data_of('A', chance, '')}"
        if chance.random() < 0.5:
            yield f"{name} 60 DS {data_of('DS', chance, '')}"
    else:
        for type_ in chance.sample(TYPES, chance.randrange(1, 4)):
            for _ in range(chance.choice((1, 1, 2, 5, 40))):
                yield f"{name} 60 {type_} {data_of(type_, chance, near(chance))}"


def questions(chance: random.Random, count: int) -> Iterator[dns.message.Message]:
    """Names that exist, that could, and that do not; with and without EDNS."""
    for _ in range(count):
        name = random_name(chance.choice((*ORIGINS, "test.")), chance, ASKED_LABELS)
        payload = chance.choice((512, 1232, 4096))
        yield dns.message.make_query(name, chance.choice(ASKED_TYPES), use_edns=chance.choice((-1, 0)), payload=payload)
