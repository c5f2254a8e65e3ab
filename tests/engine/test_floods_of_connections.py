"""How many connections there may be, and what ends one. When one is overdue is tested in Rust, where times are
arguments."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import dns.message
import dns.query
import pytest
from hosting import TIMEOUT, Host, askers, change, zone

from trunkline.engine import Counters, Engine
from trunkline.snapshot.snapshot import Change, Limits

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\nmail 60 A 192.0.2.25\n")
QUERY = dns.message.make_query("mail.example.com", "A").to_wire()
FRAMED = len(QUERY).to_bytes(2, "big") + QUERY


def serve(engine: Engine, limits: Limits) -> Host:
    engine.publish(change(askers({}), [ZONE], []), whole=True)
    engine.publish(Change(limits=limits))
    (address,) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    return Host(engine, address)


def is_answered(connection: socket.socket) -> bool:
    """Whether a query gets its response; if not, the connection has ended."""
    try:
        connection.sendall(FRAMED)
        return len(connection.recv(4096)) > 2
    except OSError:
        return False


def until(engine: Engine, holds: Callable[[Counters], bool]) -> None:
    """Looks again and again at what the engine counts, for nothing tells when it does."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        if holds(engine.counters()):
            return
    pytest.fail(f"not in time: {engine.counters()}")


def test_a_network_that_has_its_share_makes_room_itself(engine: Engine) -> None:
    host = serve(engine, Limits(connections=10, share=3))
    other = host.connect("127.0.9.1")
    flood = [host.connect("127.0.1.1") for _ in range(3)]
    flood += [host.connect("127.0.1.2") for _ in range(3)]
    until(engine, lambda now: now.connections_taken == 7)
    assert [is_answered(one) for one in flood] == [False] * 3 + [True] * 3
    assert is_answered(other)
    counters = engine.counters()
    assert (counters.connections_open, counters.connections_displaced) == (4, 3)
    for one in [other, *flood]:
        one.close()
    until(engine, lambda now: now.connections_open == 0)


def test_who_never_asked_gives_way_before_who_did(engine: Engine) -> None:
    host = serve(engine, Limits(connections=3))
    first = host.connect("127.0.1.1")
    assert is_answered(first)
    silent = [host.connect(f"127.0.{n}.1") for n in (2, 3, 4)]
    until(engine, lambda now: now.connections_displaced == 1)
    assert is_answered(first)
    assert [is_answered(one) for one in silent] == [False, True, True]
    for one in [first, *silent]:
        one.close()


def test_an_exempt_network_has_no_share(engine: Engine) -> None:
    host = serve(engine, Limits(connections=10, share=1, exempt=((bytes([127, 0, 1, 0]), 24),)))
    mine = [host.connect("127.0.1.1") for _ in range(5)]
    assert all(is_answered(one) for one in mine)
    for one in mine:
        one.close()


def test_fewer_connections_are_there_as_soon_as_operators_want_it(engine: Engine) -> None:
    host = serve(engine, Limits())
    mine = [host.connect() for _ in range(5)]
    assert all(is_answered(one) for one in mine)
    engine.publish(Change(limits=Limits(connections=2)))
    ended = [one for one in mine[:3] if one.recv(1) == b""]
    assert len(ended) == 3
    assert all(is_answered(one) for one in mine[3:])
    for one in mine:
        one.close()


def test_a_query_longer_than_any_ends_the_connection_after_the_answers_before_it(engine: Engine) -> None:
    with serve(engine, Limits()).connect() as one:
        one.sendall(FRAMED + b"\xff\xff" + b"x" * 100)
        response, _ = dns.query.receive_tcp(one)
        assert response.answer
        assert one.recv(1) == b""


def test_a_thousand_connections_one_after_the_other_leave_nothing_behind(engine: Engine) -> None:
    host = serve(engine, Limits(connections=100))
    for number in range(1000):
        with socket.create_connection(host.address, TIMEOUT, (f"127.0.{number % 200}.1", 0)):
            pass
    until(engine, lambda now: (now.connections_taken, now.connections_open) == (1000, 0))
