"""Zones by chance, as master files: aliases, wildcards, DNAMEs, cuts, empty names, loops, long names, many types."""

from __future__ import annotations

import random
from collections.abc import Iterator

ORIGINS = ("one.test.", "two.test.", "b.one.test.", "c.a.two.test.", "a.c.a.two.test.")
"""Zones beside, below and far below one another."""
LONG = "l" * 63
"""Three of these and a zone's name are nearly as long as a name may be."""
LABELS = ("a", "b", "c", "d", "e", "*")
TYPES = (
    *("A", "AAAA", "TXT", "MX", "SRV", "PTR", "CAA", "TYPE65280", "SVCB", "HTTPS", "TLSA", "NAPTR", "SSHFP", "HINFO"),
    *("LOC", "URI", "RP", "AFSDB", "OPENPGPKEY", "DNSKEY", "CDS", "SPF", "TYPE1234"),
)


def data_of(type_: str, chance: random.Random, target: str) -> str:
    """Data of that type; names in it are often ones that exist."""
    texts = (f'"{chance.randrange(10**6)}{"x" * chance.choice((0, 0, 200))}"' for _ in range(chance.randrange(1, 6)))
    number, octets = chance.randrange(9), chance.randbytes(32).hex()
    data = {
        "A": f"192.0.2.{chance.randrange(256)}",
        "AAAA": f"2001:db8::{chance.randrange(1, 65536):x}",
        "TXT": " ".join(texts),
        "SPF": f'"v=spf1 -all {number}"',
        "MX": f"{number} {target}",
        "SRV": f"0 {number} 443 {target}",
        "CAA": f'0 issue "{number}.test"',
        "DS": f"{chance.randrange(65536)} 13 2 {octets}",
        "CDS": f"{chance.randrange(65536)} 13 2 {octets}",
        "DNSKEY": "257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
        "SVCB": f"{number + 1} {target} port={chance.randrange(65536)}",
        "HTTPS": chance.choice((f"0 {target}", f"{number + 1} . alpn=h2,h3 ipv4hint=192.0.2.{number}")),
        "TLSA": f"3 1 1 {octets}",
        "NAPTR": f'{number} 10 "u" "E2U+sip" "!^.*$!sip:{number}@a.test!" {target}',
        "SSHFP": f"4 2 {octets}",
        "HINFO": f'"cpu {number}" "os"',
        "LOC": f"52 22 23.000 N 4 53 {number}.000 E -2.00m 0.00m 10000m 10m",
        "URI": f'10 {number} "https://a.test/{number}"',
        "RP": f"{target} {target}",
        "AFSDB": f"{number} {target}",
        "OPENPGPKEY": "mDMEAAAAAA==",
        "TYPE65280": f"\\# 4 {octets[:8]}",
        "TYPE1234": f"\\# {number} {octets[: 2 * number]}".rstrip(),
    }
    return data.get(type_, target)


def random_name(origin: str, chance: random.Random, labels: tuple[str, ...] = LABELS) -> str:
    """A name at or below the origin; one in twenty is long."""
    depth = chance.choice((0, 1, 1, 2, 2, 3, 4))
    long = [LONG] * chance.randrange(1, 4) if chance.random() < 0.05 else []
    return ".".join([*(chance.choice(labels) for _ in range(depth)), *long, origin])


def near(origin: str, chance: random.Random) -> str:
    """A name that is in the same zone more often than in any other, or in none."""
    return random_name(chance.choice((*(origin,) * 8, *ORIGINS, "elsewhere.example.")), chance)


def zone_text(origin: str, chance: random.Random, names: int) -> str:
    """A master file; what must stand alone does: nothing is beside a CNAME or below a DNAME."""
    ttl, minimum = chance.choice((60, 600, 7200)), chance.choice((0, 300, 3600))
    lines = {f"{origin} {ttl} SOA ns.{origin} h.{origin} 1 3600 600 86400 {minimum}", f"{origin} 600 NS a.{origin}"}
    lines.update(f"{below} 60 NS ns.{below}" for below in ORIGINS if below.endswith("." + origin))
    for name in sorted({random_name(origin, chance) for _ in range(names)} - set(ORIGINS)):
        lines.update(at_name(name, origin, chance))
    aliases = {line.split()[0] for line in lines if " CNAME " in line}
    moved = tuple(f".{line.split()[0]}" for line in lines if " DNAME " in line)
    kept = (line for line in sorted(lines) if " CNAME " in line or line.split()[0] not in aliases)
    return "\n".join(line for line in kept if not line.split()[0].endswith(moved)) + "\n"


def at_name(name: str, origin: str, chance: random.Random) -> Iterator[str]:
    """An alias, a DNAME, a cut with or without glue and DS, or sets of records of a few types."""
    kind = chance.random() if not name.startswith("*") else chance.choice((0, 1))
    if kind < 0.2:
        yield f"{name} 60 CNAME {near(origin, chance)}"
    elif kind < 0.3:
        yield f"{name} 60 DNAME {near(origin, chance)}"
    elif kind < 0.45:
        for server in chance.sample((f"ns.{name}", f"a.{name}", near(origin, chance)), chance.randrange(1, 4)):
            yield f"{name} 60 NS {server}"
            if server.endswith("." + name) and chance.random() < 0.8:
                yield f"{server} 60 A {data_of('A', chance, '')}"
        if chance.random() < 0.5:
            yield f"{name} 60 DS {data_of('DS', chance, '')}"
    else:
        often = chance.choice(((), ("A",), ("A", "AAAA"), ("MX",), ("SRV",)))
        for type_ in (*chance.sample(TYPES, chance.randrange(1, 4)), *often):
            for _ in range(chance.choice((1, 1, 2, 5, 40))):
                yield f"{name} 60 {type_} {data_of(type_, chance, near(origin, chance))}"
