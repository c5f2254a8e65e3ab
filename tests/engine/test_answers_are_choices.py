"""In any world, what the engine answers on the wire is what was chosen, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given, settings

from given import carriers
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.engine import Engine
from trunkline.health.availability import Availability
from trunkline.snapshot.compile import Compiler
from trunkline.snapshot.format import whole
from trunkline.steering.choice import Choice, ChosenPool, Draw
from trunkline.steering.choose import choose, configured_lines
from worlds import ALIAS, NAMES, World, changes, downs, worlds

TABLE = carriers()
ASKERS = ("10.1.0.1", "10.2.0.1", "10.3.0.1", "10.99.0.1")
TIMES = 6
"""Queries of each asker: enough for all turns of a rotation of four, and to see draws by weight."""

Told = tuple[str, frozenset[str]]
"""A response code or the type of the records, and their data."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()


def told(engine: Engine, name: str, asker: str) -> Told:
    """What is answered to a question for A; no record stands in it twice, and all are of one type."""
    raw = engine.answer(dns.message.make_query(name, "A").to_wire(), asker)
    assert raw is not None
    response = dns.message.from_wire(raw)
    data = [rdata.to_text().removesuffix(".") for rrset in response.answer for rdata in rrset]
    assert int.from_bytes(raw[6:8]) == len(data), "a record stands in the answer twice (RFC 2181 section 5)"
    if not data:
        return dns.rcode.to_text(response.rcode()), frozenset()
    (kind,) = {rrset.rdtype for rrset in response.answer}
    return dns.rdatatype.to_text(kind), frozenset(data)


def may_be_told(name: str, asker: str, config: Config, standing: Availability) -> set[Told]:
    """All that the choice allows; what is disabled is as if it were not there, so the wildcard stands for it."""
    here = config.access_domains[f"{name}/A"]
    domain = here if here.enabled else config.access_domains[f"{ALIAS}/CNAME"]
    if not domain.enabled:
        return {("NXDOMAIN", frozenset())}
    lines = [line for line in TABLE.find(asker).lines if line in configured_lines(domain, config)]
    made = choose(domain, lines, config, standing)
    return {("NOERROR", frozenset())} if made is None else set(allowed(made))


def allowed(made: Choice) -> Iterator[Told]:
    if made.draw is Draw.FAIL:
        yield "SERVFAIL", frozenset()
        return
    chosen = [[pool] for pool in made.pools] if made.draw is Draw.WEIGHT else [made.pools]
    for pools in chosen:
        for taken in product(*map(takes, pools)):
            data = frozenset().union(*taken)
            names = {one for one in data if one.endswith(".net")}
            yield from (("CNAME", frozenset([one])) for one in names) if names else [("A", data)]


def takes(pool: ChosenPool) -> list[frozenset[str]]:
    endpoints = [address.endpoint for address in pool.addresses]
    return [frozenset([one]) for one in endpoints] if pool.draw is Draw.WEIGHT else [frozenset(endpoints)]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(world=worlds(), change=changes, down=downs)
def test_the_engine_answers_what_was_chosen_before_and_after_a_change(
    engine: Engine, world: World, change: Document, down: frozenset[str]
) -> None:
    compiler = Compiler(TABLE)
    before = compiler.compile(world.config, world.availability)
    engine.publish(whole(before.snapshot), whole=True)
    answers_by(engine, world)
    after = World(world.config.changed([change], [], world.config.revision + 1), down)
    keys = after.config.access_domains
    engine.publish(compiler.compile_again(before, after.config, after.availability, keys)[1])
    answers_by(engine, after)


def answers_by(engine: Engine, world: World) -> None:
    standing = world.availability
    for name, asker in product(NAMES, ASKERS):
        expected = may_be_told(name, asker, world.config, standing)
        seen = {told(engine, name, asker) for _ in range(TIMES)}
        assert seen <= expected, f"{name} for {asker}"
