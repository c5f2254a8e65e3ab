"""What every server serves and is asked: names, an address for each line, and 65,536 questions of each sort."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path

from compare.networks import LINES, LONGEST, LOOPBACK, Networks, bounds, ends, make_networks, start_of

SEED = 20_240_607
NETWORKS = 10_000
QUESTIONS = 65_536
ZONE = "example.com"
TTL = 60
SORTS = ("ecs", "src", "plain")
"""By client subnet (EDNS, /24), by source address (EDNS without a subnet), and without EDNS from 127.0.0.1."""

IN_A_NETWORK = 0.8
"""The share of askers who stand in a carrier's network; the others are anywhere."""

ANYWHERE = (("1.0.0.0", "9.255.255.255"), ("11.0.0.0", "126.255.255.255"), ("128.0.0.0", "222.255.255.255"))
ANYWHERE_ON_LOOPBACK = ("127.0.1.0", "127.62.255.255")
PLAIN_ASKER = IPv4Address("127.0.0.1")

NO_SCOPE = 255
"""In a file of what is expected: no scope is looked at."""

_OPT = struct.Struct(">BHHIH")
_SUBNET = struct.Struct(">HHHBB")
_EXPECTED = struct.Struct(">4sB3x")
UDP_SIZE = 1232


@dataclass(frozen=True, slots=True)
class Question:
    """One query as it is sent, from where (None: as it happens), who it asks for, and about which name."""

    message: bytes
    source: IPv4Address | None
    asker: IPv4Address
    name: int


@dataclass(frozen=True)
class Workload:
    """`names` names in one zone, each with one address a line; the same seed makes the same."""

    names: int
    networks: Networks
    seed: int = SEED

    @classmethod
    def of(cls, names: int, networks: int = NETWORKS, seed: int = SEED) -> Workload:
        """As many names and networks."""
        return cls(names, make_networks(networks, random.Random(seed)), seed)

    def answer(self, question: Question) -> IPv4Address:
        """The address that is right."""
        return address_of(question.name, self.networks.line_of(int(question.asker)))

    def questions(self, sort: str, count: int = QUESTIONS) -> list[Question]:
        """The first of that sort."""
        chance = random.Random(f"{self.seed} {sort}")
        names = (chance.randrange(self.names) for _ in range(count))
        if sort == "plain":
            return [plain_question(name) for name in names]
        make = {"ecs": self._by_subnet, "src": self._by_source}[sort]
        return [make(name, chance) for name in names]

    def from_line(self, line: int, name: int) -> Question:
        """Asks for a name by the subnet of somebody on that line."""
        return next(
            subnet_question(name, one.asker)
            for one in self.questions("ecs", 1000)
            if self.networks.line_of(int(one.asker)) == line
        )

    def _by_subnet(self, name: int, chance: random.Random) -> Question:
        return subnet_question(name, IPv4Address(start_of(_somebody(self._world, ANYWHERE, chance), LONGEST)))

    def _by_source(self, name: int, chance: random.Random) -> Question:
        source = _somebody(self._loopback, (ANYWHERE_ON_LOOPBACK,), chance)
        asker = IPv4Address(source ^ 1 if source & 0xFF in (0, 0xFF) else source)  # neither net nor broadcast
        return Question(_query(name, edns=True), asker, asker, name)

    @cached_property
    def _loopback(self) -> list[tuple[int, int]]:
        return self.networks.within(LOOPBACK)

    @cached_property
    def _world(self) -> list[tuple[int, int]]:
        return sorted(self.networks.carriers.keys() - {*self._loopback})


@dataclass(frozen=True, slots=True)
class Files:
    """Questions of one sort as the load generator reads them; `sources` is None where they do not matter."""

    queries: Path
    expected: Path
    sources: Path | None


def write_questions(workload: Workload, sort: str, folder: Path, count: int = QUESTIONS) -> Files:
    """Three files in the generator's formats: framed queries, addresses and scopes expected, sources."""
    questions = workload.questions(sort, count)
    sources = b"".join(one.source.packed for one in questions if one.source)
    queries, expected, from_where = (folder / f"{sort}.{what}" for what in ("queries", "expected", "sources"))
    queries.write_bytes(b"".join(struct.pack(">H", len(one.message)) + one.message for one in questions))
    expected.write_bytes(b"".join(_EXPECTED.pack(workload.answer(one).packed, NO_SCOPE) for one in questions))
    from_where.write_bytes(sources)
    return Files(queries, expected, from_where if sources else None)


def subnet_question(name: int, asker: IPv4Address) -> Question:
    """Asks for a name by the asker's /24 (RFC 7871 section 6)."""
    subnet = asker.packed[: LONGEST // 8]
    option = _SUBNET.pack(8, 4 + len(subnet), 1, LONGEST, 0) + subnet
    return Question(_query(name, edns=True, options=option), None, asker, name)


def plain_question(name: int) -> Question:
    """Asks for a name without EDNS; the asker is who sends it."""
    return Question(_query(name), None, PLAIN_ASKER, name)


def label_of(name: int) -> str:
    """The name of that number, within the zone."""
    return f"h{name:06}"


def domain_of(name: int) -> str:
    """The same, whole."""
    return f"{label_of(name)}.{ZONE}"


def address_of(name: int, line: int) -> IPv4Address:
    """What askers on that line are to be answered: no two are equal below a million names."""
    return IPv4Address((10 << 24) + ((line * 16) << 16) + name)


def addresses_of(name: int) -> Iterator[tuple[str, IPv4Address]]:
    """Each line and its address."""
    return ((line, address_of(name, number)) for number, line in enumerate(LINES))


def _somebody(blocks: Sequence[tuple[int, int]], anywhere: Sequence[tuple[str, str]], chance: random.Random) -> int:
    if blocks and chance.random() < IN_A_NETWORK:
        return chance.randint(*ends(chance.choice(blocks)))
    places = [bounds(place) for place in anywhere]
    return chance.randint(*chance.choices(places, [last - first for first, last in places])[0])


def _query(name: int, *, edns: bool = False, options: bytes = b"") -> bytes:
    """An A query (RFC 1035 section 4.1), with an OPT record if `edns` (RFC 6891 section 6.1.2)."""
    labels = b"".join(bytes([len(label)]) + label for label in domain_of(name).encode().split(b"."))
    head = struct.pack(">HHHHHH", 0, 0, 1, 0, 0, int(edns))
    opt = _OPT.pack(0, 41, UDP_SIZE, 0, len(options)) + options if edns else b""
    return head + labels + b"\0\0\1\0\1" + opt
