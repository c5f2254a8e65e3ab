"""What one query takes of an answer: all, turned by one, or one by weight (gtm.md sections 6.1 and 6.3)."""

from __future__ import annotations

from collections import Counter

import dns.message
import pytest
from hosting import answer, askers, change, data, group, steered, zone

from trunkline.engine import Engine
from trunkline.errors import SnapshotUnreadable
from trunkline.snapshot.snapshot import Answer, Draw

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n@ 600 NS ns1")
A, B, C, D = (f"192.0.2.{n}" for n in range(1, 5))


def publish(engine: Engine, drawn: Answer) -> None:
    engine.publish(change(askers({}), [ZONE], [steered("www.example.com", drawn, plan=(0,))]), whole=True)


def ask(engine: Engine) -> list[str]:
    response = engine.answer(dns.message.make_query("www.example.com", "A").to_wire(), "127.0.0.1")
    assert response is not None
    # dnspython keeps the order of the records within a set.
    return data(dns.message.from_wire(response))


def test_all_stand_as_they_stand(engine: Engine) -> None:
    publish(engine, answer(group(A, B), group(C)))
    assert [ask(engine) for _ in range(3)] == [[A, B, C]] * 3


def test_rotation_moves_the_last_to_the_front(engine: Engine) -> None:
    publish(engine, answer(group(A, B, C, draw=Draw.ROTATE)))
    assert [ask(engine) for _ in range(4)] == [[A, B, C], [C, A, B], [B, C, A], [A, B, C]]


def test_pools_rotate_as_addresses_do(engine: Engine) -> None:
    publish(engine, answer(group(A, B), group(C), group(D), draw=Draw.ROTATE))
    assert [ask(engine) for _ in range(3)] == [[A, B, C, D], [D, A, B, C], [C, D, A, B]]


def test_when_both_rotate_each_address_comes_first_equally_often(engine: Engine) -> None:
    publish(engine, answer(group(A, B, draw=Draw.ROTATE), group(C, D, draw=Draw.ROTATE), draw=Draw.ROTATE))
    assert Counter(ask(engine)[0] for _ in range(40)) == {A: 10, B: 10, C: 10, D: 10}


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(answer(group(A, B, draw=Draw.WEIGHT, weights=(3, 1))), id="addresses"),
        pytest.param(answer(group(A), group(B), draw=Draw.WEIGHT, weights=(3, 1)), id="pools"),
    ],
)
def test_weights_share_out_in_proportion(engine: Engine, drawn: Answer) -> None:
    publish(engine, drawn)
    seen = Counter(tuple(ask(engine)) for _ in range(4000))
    assert set(seen) == {(A,), (B,)}
    # Seven standard deviations: a fair engine fails once in 10^11 runs.
    assert abs(seen[A,] - 3000) < 200


def test_a_pool_without_addresses_takes_no_part(engine: Engine) -> None:
    publish(engine, answer(group(), group(B), draw=Draw.WEIGHT, weights=(100, 1)))
    assert {tuple(ask(engine)) for _ in range(50)} == {(B,)}


def test_weights_that_are_all_zero_are_refused(engine: Engine) -> None:
    with pytest.raises(SnapshotUnreadable, match="weight"):
        publish(engine, answer(group(A, B, draw=Draw.WEIGHT, weights=(0, 0))))


def test_weights_have_to_be_as_many_as_addresses(engine: Engine) -> None:
    with pytest.raises(SnapshotUnreadable, match="2 to draw from by weight, but 1 weights"):
        publish(engine, answer(group(A, B, draw=Draw.WEIGHT, weights=(1,))))
