"""Every row of the table of gtm.md section 10.1: what each policy answers in each situation."""

from __future__ import annotations

from typing import Any

import pytest

import given
from trunkline.documents.config import Config
from trunkline.snapshot.compile import Compiler
from trunkline.steering.choice import Draw

ROTATE, ALL, WEIGHT = Draw.ROTATE, Draw.ALL, Draw.WEIGHT
EVERY = ("round_robin", "sequence", "weight", "source_nearest")

LINES = {"P": ["mobile"], "Q": ["telecom"], "R": ["default"]}
"""By serial: P holds p1 and p2, Q holds q1, R holds r1 and r2."""


def world(policy: str, lines: dict[str, list[str]] = LINES, **fields: Any) -> Config:
    servers = given.addresses("p1", "p2", "q1", "r1", "r2", monitors=["web"])
    pools = [given.pool("P", ["p1", "p2"]), given.pool("Q", ["q1"]), given.pool("R", ["r1", "r2"])]
    references = [{"pool": name, "lines": lines.get(name, [])} for name in "PQR"]
    domain = given.domain(pools=references, policy=policy, **fields)
    return given.config(given.monitor(), given.zone(), servers, pools, domain)


SITUATIONS = [
    # situation, policy, failing, the asker's configured lines → draw between pools, pools, addresses, rule
    ("all available", "round_robin", "", "mobile default", ROTATE, "P Q R", "p1 p2 q1 r1 r2", "round_robin"),
    ("all available", "sequence", "", "mobile default", ALL, "P", "p1 p2", "sequence"),
    ("all available", "weight", "", "mobile default", WEIGHT, "P Q R", "p1 p2 q1 r1 r2", "weight"),
    ("all available", "source_nearest", "", "telecom default", ALL, "Q", "q1", "source_nearest"),
    ("some out", "round_robin", "q1", "telecom default", ROTATE, "P R", "p1 p2 r1 r2", "round_robin"),
    ("some out", "sequence", "p1 p2", "mobile default", ALL, "Q", "q1", "sequence"),
    ("some out", "weight", "p1 p2", "mobile default", WEIGHT, "Q R", "q1 r1 r2", "weight"),
    ("others out", "source_nearest", "q1", "mobile default", ALL, "P", "p1 p2", "source_nearest"),
    ("own line out", "source_nearest", "q1", "telecom default", ALL, "R", "r1 r2", "F1"),
    ("own line and default out", "source_nearest", "q1 r1 r2", "telecom default", ALL, "P", "p1 p2", "Q2"),
    ("all out", "round_robin", "p1 p2 q1 r1 r2", "mobile default", ALL, "P", "p1 p2", "F3"),
    ("all out", "sequence", "p1 p2 q1 r1 r2", "mobile default", ALL, "P", "p1 p2", "F3"),
    ("all out", "weight", "p1 p2 q1 r1 r2", "mobile default", ALL, "P", "p1 p2", "F3"),
    ("all out", "source_nearest", "p1 p2 q1 r1 r2", "mobile default", ALL, "R", "r1 r2", "F2"),
    ("some addresses out", "round_robin", "p2 r1", "mobile default", ROTATE, "P Q R", "p1 q1 r2", "round_robin"),
    ("some addresses out", "sequence", "p1", "mobile default", ALL, "P", "p2", "sequence"),
    ("some addresses out", "weight", "p2 r1", "mobile default", WEIGHT, "P Q R", "p1 q1 r2", "weight"),
    ("some addresses out", "source_nearest", "p1", "mobile default", ALL, "P", "p2", "source_nearest"),
]


@pytest.mark.parametrize(("situation", "policy", "down", "lines", "draw", "pools", "members", "rule"), SITUATIONS)
def test_each_policy_answers_as_the_table_says(
    situation: str, policy: str, down: str, lines: str, draw: Draw, pools: str, members: str, rule: str
) -> None:
    chosen = given.choice(world(policy), *lines.split(), down=down.split())
    assert chosen is not None
    assert (chosen.draw, chosen.rule) == (draw, rule)
    assert [pool.name for pool in chosen.pools] == pools.split()
    assert [address.name for pool in chosen.pools for address in pool.addresses] == members.split()


WITHOUT_DEFAULT = {"P": ["mobile"], "Q": ["telecom"]}


@pytest.mark.parametrize(
    ("down", "pool", "rule"), [("", "P", "Q3"), ("p1 p2", "Q", "Q3"), ("p1 p2 q1 r1 r2", "P", "F3")]
)
def test_who_is_on_no_line_here_gets_the_first_available_pool_and_all_of_the_first_when_none_is(
    down: str, pool: str, rule: str
) -> None:
    chosen = given.choice(world("source_nearest", WITHOUT_DEFAULT), down=down.split())
    assert chosen is not None
    assert ([one.name for one in chosen.pools], chosen.rule) == ([pool], rule)


@pytest.mark.parametrize("policy", EVERY)
def test_a_disabled_access_domain_leaves_its_name_to_the_zone(policy: str) -> None:
    config = world(policy, enabled=False)
    compiled = Compiler(given.carriers()).compile(config, given.availability(config))
    assert compiled.snapshot.steered == {}


@pytest.mark.parametrize("policy", EVERY)
@pytest.mark.parametrize("what", ["no pool", "pools disabled", "addresses disabled", "pools empty"])
def test_with_nothing_to_answer_with_the_zones_records_do(policy: str, what: str) -> None:
    usable = what != "addresses disabled"
    server = given.address("a", enabled=usable)
    pool = given.pool("P", [] if what == "pools empty" else ["a"], enabled=what != "pools disabled")
    domain = given.domain(pools=[] if what == "no pool" else ["P"], policy=policy)
    assert given.choice(given.config(server, pool, domain)) is None
