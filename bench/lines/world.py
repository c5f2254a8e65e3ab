"""A thousand access domains of a few distinct plans, and two tables that differ in where one network is."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from ipaddress import ip_address
from random import Random

from asker import Question, encode

from trunkline.documents.config import Config
from trunkline.documents.read import read_texts
from trunkline.lines.askers import AskerTable
from trunkline.lines.embedded import embedded
from trunkline.lines.ranges import halves, join
from trunkline.lines.table import LineTable

DOMAINS = 1000
LINES = ("telecom", "unicom", "mobile", "edu", "oversea", "os_asia", "cn_telecom_guangdong")
"""Access domain n tells the first 3 of them apart, or 4 … 7: five plans. Each line has an address of its own."""

MOVING = "202.96.128.86"
"""An asker of China Telecom in one table, of China Unicom in the other, and the 256 addresses around it."""


def config() -> Config:
    """As an operator writes it."""
    return Config.of(one.document for one in read_texts([("bench.yaml", "\n".join(_written()))]))


def tables() -> tuple[LineTable, LineTable]:
    """The embedded table, and a copy of all its numbers with one network moved."""
    before = embedded()
    v4, v6 = halves(before.askers)
    first = int(ip_address(MOVING)) >> 8 << 8
    moved = v4.cut([first, first + 256])
    moved.classes[moved.position(first)] = v4.classes[v4.position(int(ip_address("123.123.123.123")))]
    copied = type(v6)(v6.bits, array("Q", v6.starts), array("H", v6.classes))
    return before, LineTable(join(before.askers.classes, moved, copied), before.classes, "moved")


def size_of(askers: AskerTable) -> int:
    """Bytes of all its numbers."""
    columns = (askers.v4_starts, askers.v4_classes, askers.v6_starts, askers.v6_classes)
    return sum(len(one) * one.itemsize for one in columns)


def name_of(number: int) -> str:
    return f"n{number % DOMAINS:04}.bench.example"


def endpoint(line: int) -> str:
    return f"192.0.2.{line + 1}"


def questions(count: int) -> Iterator[bytes]:
    """By addresses from anywhere, as the load generator reads them."""
    chance = Random(1)
    for number in range(count):
        asked: Question = (name_of(number), str(ip_address(chance.randrange(1 << 24, 224 << 24))))
        message = encode(0, *asked)
        yield len(message).to_bytes(2, "big") + message


def _written() -> Iterator[str]:
    yield f"settings: [{{limits: {{references_per_pool: {DOMAINS}}}}}]"
    yield "zones: [{name: bench.example, records: [{name: '@', type: NS, data: ns1.bench.example.}]}]"
    yield "addresses:"
    yield from (f"  - {{name: a{line}, endpoint: {endpoint(line)}}}" for line in range(len(LINES) + 1))
    yield "pools:"
    yield from (f"  - {{name: P{line}, addresses: [a{line}]}}" for line in range(len(LINES) + 1))
    yield "access_domains:"
    for number in range(DOMAINS):
        yield f"  - name: {name_of(number)}"
        yield "    enabled: true"
        yield "    policy: source_nearest"
        yield "    pools:"
        known = (*LINES[: 3 + number % 5], "default")
        yield from (f"      - {{pool: P{line % (len(LINES) + 1)}, lines: [{code}]}}" for line, code in enumerate(known))
