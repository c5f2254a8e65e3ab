"""The law of scope: whoever asks, the answer, the line it counts under and the prefix for which it holds are those that
going through everything finds (gtm.md sections 7 and 7.1, RFC 7871 section 7.2.1).

Nobody inside a scope is answered otherwise, and no shorter one would do. TRUNKLINE_LAW=SEED/WORLDS asks in others.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from itertools import pairwise
from random import Random

import pytest
from answers_by_hand import DRAWN, Answer, Steering
from asking_for_subnets import Question, Reply, ask_aside, ask_over_udp
from scope_worlds import LAST_V4, MAPPED, World, askers, world

from given import availability, config
from trunkline.documents.dns_name import wire_of
from trunkline.engine import Engine
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.format import whole

SEED, WORLDS = map(int, os.environ.get("TRUNKLINE_LAW", "7871/450").split("/"))
ASKED = 120
"""Questions in each world by each of its two tables: 108,000 in 450 worlds."""


@dataclass(frozen=True)
class Known:
    """What everybody gets of one name, over all addresses of one family: nothing changes between two borders."""

    bits: int
    borders: list[int]
    lines: list[str]
    answers: list[Answer]

    @classmethod
    def of(cls, steering: Steering, made: World, bits: int) -> Known:
        borders = made.askers.borders(bits)
        lines = [made.askers.lines(bits, border) for border in borders]
        return cls(
            bits,
            borders,
            [steering.counted_under(one) for one in lines],
            [steering.answer(one, made.down) for one in lines],
        )

    @cached_property
    def turns(self) -> list[int]:
        """Borders, mostly those at which another answer begins."""
        pairs = zip(self.borders[1:], pairwise(self.answers), strict=True)
        turns = [border for border, (before, after) in pairs if before != after]
        return turns * 4 + self.borders

    def at(self, address: int) -> int:
        return bisect_right(self.borders, address) - 1

    def holds(self, address: int, length: int) -> bool:
        """Whether all who share so many bits with the address get what it gets."""
        size = 1 << (self.bits - length)
        first = address // size * size
        inside = self.answers[self.at(first) : bisect_left(self.borders, first + size)]
        return all(answer == self.answers[self.at(address)] for answer in inside)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()


def test_whoever_asks_the_answer_its_line_and_its_scope_are_true_and_no_shorter_scope_would_be(engine: Engine) -> None:
    (port,) = (port for _, port in engine.bind([("127.0.0.1", 0)]))
    engine.start()
    asked = 0
    for number in range(WORLDS):
        chance = Random(f"{SEED} {number}")
        made = world(chance)
        found = config(*made.documents())
        standing = availability(found, made.down)
        compiler = Compiler(made.table())
        compiled = compiler.compile(found, standing)
        engine.publish(whole(compiled.snapshot), whole=True)
        asked += ask_all(engine, port, made, chance)
        # The same names by another table, which takes the place of the one before.
        made = World(askers(chance), made.steered, made.down)
        own = [one for one in made.documents() if one.kind == "line"]
        found = found.changed(own, [], 2)
        compiler = compiler.over(made.table())
        _, change = compiler.compile_again(compiled, found, standing, found.access_domains)
        engine.publish(change)
        asked += ask_all(engine, port, made, chance)
    assert asked == 2 * ASKED * WORLDS


def ask_all(engine: Engine, port: int, made: World, chance: Random) -> int:
    """Asks in this world, and holds each reply against what is known; how many were asked."""
    known = {(one.name, bits): Known.of(one, made, bits) for one in made.steered for bits in (32, 128)}
    questions = [question(made, known, chance) for _ in range(ASKED)]
    over_udp = [one for one in questions if one.source]
    counts = {one.name: Counter(engine.asked_by_line_of(wire_of(one.name), 1)) for one in made.steered}
    for one, reply in zip(over_udp, ask_over_udp(port, over_udp), strict=True):
        judge(one, reply, known[one.name, one.bits], made)
        counts[one.name][known[one.name, one.bits].lines[known[one.name, one.bits].at(one.address)]] += 1
    for name, expected in counts.items():
        assert Counter(engine.asked_by_line_of(wire_of(name), 1)) == expected, f"lines of {name} in {made}"
    for one in questions:
        if not one.source:
            judge(one, ask_aside(engine, one), known[one.name, one.bits], made)
    return len(questions)


def judge(asked: Question, reply: Reply, known: Known, made: World) -> None:
    how, members = known.answers[known.at(asked.address)]
    told = [str(ip_address(data)) for data in reply.answers]
    may = sorted(name for name, _ in members)
    right = len(told) == 1 and told[0] in may if how == DRAWN else sorted(told) == may
    assert right, f"{asked} got {told}, not {may}, in {made}"
    if not asked.source:
        assert reply.scope == asked.source, f"{asked} got scope {reply.scope}"
        return
    assert reply.back == (asked.bits, asked.source, asked.address), f"{asked}: {reply}"
    length = reply.scope or 0
    assert known.holds(asked.address, length), f"{asked}: {length} bits are too few in {made}"
    enough = length == 0 or not known.holds(asked.address, length - 1)
    assert enough, f"{asked}: {length} bits are more than needed in {made}"


def question(made: World, known: dict[tuple[str, int], Known], chance: Random) -> Question:
    """For one of the names, by somebody at a border, beside one or anywhere; on behalf of a network or not."""
    name, bits = chance.choice(made.steered).name, chance.choice((32, 128))
    border = chance.choice(known[name, bits].turns)
    address = chance.choice((border, border - 1, border + chance.getrandbits(8), chance.getrandbits(bits))) % (
        1 << bits
    )
    # So many bits tell the addresses on the two sides of the border apart.
    apart = bits + 1 - (border ^ max(border - 1, 0)).bit_length()
    told = (bits, bits, bits * 3 // 4, chance.randint(1, bits), *(max(apart + more, 1) for more in (-1, 0, 1)))
    source = chance.choice((None, 0, *(min(one, bits) for one in told)))
    if source:
        size = 1 << (bits - source)
        address = address // size * size
    elif bits == 128 and address >> 32 == MAPPED:
        bits, address = 32, address & LAST_V4  # by a sender it is one
    return Question(name, bits, address, source)
