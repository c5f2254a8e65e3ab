"""Worlds by chance for the law of scope: what is said of which networks, and names that are steered by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, summarize_address_range
from random import Random

from answers_by_hand import Member, Steering
from askers_by_hand import ABROAD, COUNTRIES, NOBODY, PROVINCES, WIDER, Askers, Network, Rows

from given import address, domain, monitor, pool, zone
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.lines.facts import Facts
from trunkline.lines.layer import build_layer
from trunkline.lines.networks import to_address
from trunkline.lines.stack import SPECIAL, compose
from trunkline.lines.table import LineTable

OWN = ("office", "branch")
NAMES = ("a.example.com", "b.example.com", "c.example.com")
POLICIES = (*["source_nearest"] * 9, "round_robin", "weight", "sequence")
LINES = (*sorted({*WIDER, *(wider for above in WIDER.values() for wider in above)}), *OWN, *[*OWN, "default"] * 4)
PLACES = {
    32: ("0.0.0.0", "10.0.0.0", "127.255.255.255", "128.0.0.0", "203.0.113.7", "255.255.255.255"),
    128: ("::", "::ffff:10.0.0.0", "2001:db8::", "2001:db8::8000:0:0:0", "8000::1", "ffff:" * 7 + "ffff"),
}
"""Where networks lie often: at the edges, around the middle, on both sides of the 64 bits of an IPv6 network."""

MAPPED, LAST_V4 = 0xFFFF, (1 << 32) - 1
"""What stands above an IPv4 address that is written as an IPv6 one; and the last IPv4 address."""


@dataclass(frozen=True)
class World:
    """Who asks, who is steered how, and who is down."""

    askers: Askers
    steered: tuple[Steering, ...]
    down: frozenset[str]

    def table(self) -> LineTable:
        """As a node composes it of layers, with own lines above."""
        layers = [
            build_layer(f"source {number}", ((one.bits, one.first, one.last, facts) for one, facts in rows))
            for number, rows in enumerate(self.askers.sources)
        ]
        nobodys = ((one.bits, one.first, one.last, Facts(said="nobody's")) for one in self.askers.special)
        layers.append(build_layer(SPECIAL, nobodys))
        return compose(layers, "by chance").with_own_lines(
            {code: [cidr(one) for one in networks] for code, networks in self.askers.own.items()}
        )

    def documents(self) -> list[Document]:
        """As an operator writes them."""
        made: list[Document] = [zone(), monitor()]
        made += [OwnLine(name=code, networks=tuple(map(cidr, own))) for code, own in self.askers.own.items()]
        for steering in self.steered:
            for each in steering.pools:
                made += [address(one.name, one.name, monitors=["web"]) for one in each.members]
                made.append(pool(each.name, [_reference("address", one) for one in each.members], policy=each.policy))
            references = [_reference("pool", each) for each in steering.pools]
            made.append(domain(steering.name, references, policy=steering.policy, parent_lines=steering.parent_lines))
        return made


def world(chance: Random) -> World:
    """Any world; a fifth of its addresses is down."""
    steered = tuple(_steering(number, chance) for number in range(len(NAMES)))
    endpoints = [one.name for steering in steered for each in steering.pools for one in each.members]
    down = frozenset(name for name in endpoints if chance.random() < 1 / 5)
    return World(askers(chance), steered, down)


def askers(chance: Random) -> Askers:
    """Two sources, networks of nobody's, and own lines, which are prefixes."""
    sources = [_rows(chance, chance.randint(0, 20)) for _ in range(2)]
    special = [_network(chance, []) for _ in range(chance.choice((0, 0, 1, 2)))]
    own = {code: [_written(_network(chance, [])) for _ in range(chance.randint(1, 3))] for code in OWN}
    return Askers(sources, special, own)


def cidr(network: Network) -> str:
    """A prefix in the words of operators."""
    first, last = (ip_address(to_address(network.bits, number)) for number in (network.first, network.last))
    (whole,) = summarize_address_range(first, last)  # type: ignore[type-var]
    return str(whole)


def _rows(chance: Random, count: int) -> Rows:
    networks: list[Network] = []
    for _ in range(count):
        networks.append(_ragged(chance) if chance.random() < 0.2 else _network(chance, networks))
    return [(network, _facts(chance)) for network in networks]


def _network(chance: Random, before: Sequence[Network]) -> Network:
    """A prefix around a place of its own, or next to or in one that is there already."""
    bits = chance.choice((32, 128))
    beside = [one for one in before if one.bits == bits]
    if beside and chance.random() < 0.4:
        one = chance.choice(beside)
        around = chance.choice((one.first, one.last, max(one.first - 1, 0), min(one.last + 1, (1 << bits) - 1)))
    else:
        around = _place(bits, chance)
    length = chance.choice((0, bits, chance.randint(1, bits), chance.randint(1, bits), chance.choice((8, 16, 24, 31))))
    size = 1 << (bits - length)
    return Network(bits, around // size * size, around // size * size + size - 1)


def _written(network: Network) -> Network:
    """What an operator means by it: of addresses that are IPv4 ones written as IPv6, IPv4."""
    mapped = network.bits == 128 and network.first >> 32 == network.last >> 32 == MAPPED
    return Network(32, network.first & LAST_V4, network.last & LAST_V4) if mapped else network


def _ragged(chance: Random) -> Network:
    """Any first and any last address."""
    bits = chance.choice((32, 128))
    first, last = sorted((_place(bits, chance), _place(bits, chance)))
    return Network(bits, first, last)


def _place(bits: int, chance: Random) -> int:
    if chance.random() < 0.4:
        return chance.getrandbits(bits)
    near = int(ip_address(chance.choice(PLACES[bits]))) + chance.randint(-3, 3)
    return min(max(near, 0), (1 << bits) - 1)


def _facts(chance: Random) -> Facts:
    return Facts(
        chance.choice(("", "telecom", "telecom", "edu", ABROAD, NOBODY)),
        chance.choice(("", *PROVINCES)),
        chance.choice(("", "CN", "CN", "CN", *COUNTRIES)),
        chance.choice(("", "", "", "aliyun", "aliyun_r_cn-beijing")),
        chance.choice(("", "", "", "search", "google")),
        said="by chance",
    )


def _steering(number: int, chance: Random) -> Steering:
    pools = tuple(_pool(f"{number}-{pool}", 10 * number + pool, chance) for pool in range(chance.choice((1, 3, 4, 5))))
    return Steering(NAMES[number], chance.choice(POLICIES), chance.random() < 0.5, pools)


def _pool(name: str, number: int, chance: Random) -> Member:
    count = chance.randint(1, 3)
    members = tuple(Member(f"192.0.2.{4 * number + one + 1}", _lines(chance)) for one in range(count))
    policy = chance.choice(("sequence", "sequence", "source_nearest"))
    return Member(name, _lines(chance), chance.randint(1, 9), policy, members)


def _lines(chance: Random) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chance.choices(LINES, k=chance.randint(0, 5))))


def _reference(of: str, one: Member) -> dict[str, object]:
    return {of: one.name, "lines": one.lines, "weight": one.weight}
