"""Pools of names: one CNAME an answer, in turn or by weight, never beside addresses (gtm.md 2.1, 6.1, Q21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import dns.message
import dns.rdatatype
import pytest
from hosting import answer, askers, change, counted, data, group, names, steered, zone

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Answer, Draw, Group

ZONE = zone(
    "example.com",
    "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n@ 600 NS ns1\nours 60 A 192.0.2.9\nwww 60 TXT own",
)
A, B, C, D = "a.test.", "b.test.", "c.test.", "d.test."

Grouping = Callable[..., Group]


def domain_pool(*members: str, draw: Draw = Draw.ALL, weights: tuple[int, ...] = ()) -> Group:
    """Names that answer for addresses."""
    return group(*members, draw=draw, weights=weights, cname=True)


either_type = pytest.mark.parametrize(
    ("type", "pool"), [pytest.param("A", domain_pool, id="A"), pytest.param("CNAME", names, id="CNAME")]
)


def publish(engine: Engine, type: str, drawn: Answer) -> None:
    engine.publish(change(askers({}), [ZONE], [steered("www.example.com", drawn, plan=(0,), type=type)]), whole=True)


def ask(engine: Engine, type: str = "A") -> dns.message.Message:
    raw = engine.answer(dns.message.make_query("www.example.com", type).to_wire(), "127.0.0.1")
    assert raw is not None
    return dns.message.from_wire(raw)


def targets(engine: Engine, times: int) -> list[str]:
    """The one CNAME of each of so many answers."""
    found = [data(ask(engine), "CNAME") for _ in range(times)]
    assert {len(one) for one in found} == {1}
    return [target for (target,) in found]


def many(engine: Engine) -> Counter[tuple[str, ...]]:
    """10,000 answers."""
    query = dns.message.make_query("www.example.com", "A").to_wire()
    return counted(engine.answer(query, "127.0.0.1") or b"" for _ in range(10_000))


@either_type
def test_names_rotate_as_addresses_do_and_the_first_is_given(engine: Engine, type: str, pool: Grouping) -> None:
    publish(engine, type, answer(pool(A, B, C, draw=Draw.ROTATE)))
    assert targets(engine, 7) == [A, C, B, A, C, B, A]


@either_type
def test_pools_of_names_rotate_too(engine: Engine, type: str, pool: Grouping) -> None:
    publish(engine, type, answer(pool(A), pool(B), pool(C), draw=Draw.ROTATE))
    assert targets(engine, 4) == [A, C, B, A]


@either_type
def test_when_both_levels_rotate_each_name_is_given_equally_often(engine: Engine, type: str, pool: Grouping) -> None:
    publish(engine, type, answer(pool(A, B, draw=Draw.ROTATE), pool(C, D, draw=Draw.ROTATE), draw=Draw.ROTATE))
    assert Counter(targets(engine, 40)) == {A: 10, B: 10, C: 10, D: 10}


@either_type
def test_of_names_that_stand_as_they_stand_the_first_is_given(engine: Engine, type: str, pool: Grouping) -> None:
    publish(engine, type, answer(pool(A, B)))
    assert targets(engine, 3) == [A, A, A]


@either_type
@pytest.mark.parametrize("between", ["names", "pools"])
def test_names_are_drawn_by_weight(engine: Engine, type: str, pool: Grouping, between: str) -> None:
    by_weight = (Draw.WEIGHT, (3, 1))
    drawn = {
        "names": answer(pool(A, B, draw=by_weight[0], weights=by_weight[1])),
        "pools": answer(pool(A), pool(B), draw=by_weight[0], weights=by_weight[1]),
    }
    publish(engine, type, drawn[between])
    seen = many(engine)
    assert seen.keys() == {(A,), (B,)}
    # Seven standard deviations: a fair engine fails once in 10^11 runs.
    assert abs(seen[A,] - 7500) < 303


def test_a_name_is_never_given_beside_addresses(engine: Engine) -> None:
    publish(engine, "A", answer(domain_pool(A), group("192.0.2.1"), draw=Draw.ROTATE))
    types = [{rrset.rdtype for rrset in ask(engine).answer} for _ in range(4)]
    assert types == [{dns.rdatatype.CNAME}, {dns.rdatatype.A}] * 2


def test_by_weight_an_answer_is_a_name_or_addresses(engine: Engine) -> None:
    publish(engine, "A", answer(domain_pool(A), group("192.0.2.1"), draw=Draw.WEIGHT, weights=(1, 1)))
    seen = many(engine)
    assert seen.keys() == {(A,), ("192.0.2.1",)}
    assert abs(seen[A,] - 5000) < 350


def test_each_name_in_turn_is_completed(engine: Engine) -> None:
    publish(engine, "A", answer(domain_pool("ours.example.com", A, draw=Draw.ROTATE)))
    assert [data(ask(engine)) for _ in range(4)] == [["192.0.2.9"], []] * 2


def test_a_pool_of_names_is_given_when_anything_is_asked_for(engine: Engine) -> None:
    publish(engine, "A", answer(domain_pool(A)))
    assert data(ask(engine, "ANY"), "CNAME") == [A]
    assert (data(ask(engine, "TXT"), "TXT"), ask(engine, "AAAA").answer) == (['"own"'], [])


def test_a_steered_cname_that_goes_uncovers_what_it_hid(engine: Engine) -> None:
    publish(engine, "CNAME", answer(names(A)))
    assert data(ask(engine, "TXT"), "CNAME") == [A]
    engine.publish(change(None, [], [steered("www.example.com", answer(), plan=(0,), type="CNAME")]))
    assert data(ask(engine, "TXT"), "TXT") == ['"own"']
