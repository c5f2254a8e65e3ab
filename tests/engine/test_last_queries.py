"""What has come before the stop is answered, over both transports; and sockets go from engine to engine with what waits
in them."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import dns.message
import pytest
from hosting import TIMEOUT, answer, askers, change, data, group, steered, zone

from trunkline.engine import Engine, Sockets

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\nmail 60 A 192.0.2.25\n")
QUERIES = 200
"""So many that one batch does not hold them, and that any receive buffer does."""


def query(number: int) -> bytes:
    message = dns.message.make_query("mail.example.com", "A")
    message.id = number
    return message.to_wire()


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message


def ready(engine: Engine) -> Engine:
    entry = steered("www.example.com", answer(group("192.0.2.1")), plan=(0,))
    engine.publish(change(askers({}), [ZONE], [entry]), whole=True)
    return engine


@pytest.fixture
def asker() -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.settimeout(TIMEOUT)
        yield one


def heard(asker: socket.socket, count: int) -> set[int]:
    """The ids of so many responses, each with the right answer."""
    responses = [dns.message.from_wire(asker.recv(4096)) for _ in range(count)]
    assert {tuple(data(response)) for response in responses} == {("192.0.2.25",)}
    return {response.id for response in responses}


@pytest.mark.parametrize("threads", [1, 3])
def test_datagrams_that_wait_when_it_stops_are_answered(engine: Engine, asker: socket.socket, threads: int) -> None:
    (address,) = ready(engine).bind([("127.0.0.1", 0)], threads=threads)
    for number in range(QUERIES):
        asker.sendto(query(number), address)
    engine.start()
    engine.stop()
    assert heard(asker, QUERIES) == set(range(QUERIES))


def test_connections_and_queries_that_wait_when_it_stops_are_answered_and_closed(engine: Engine) -> None:
    (address,) = ready(engine).bind([("127.0.0.1", 0)])
    askers = [socket.create_connection(address, TIMEOUT) for _ in range(100)]
    for number, one in enumerate(askers):
        one.sendall(framed(query(number)) + framed(query(number + 1000)))
    engine.start()
    engine.stop()
    for number, one in enumerate(askers):
        with one, one.makefile("rb") as stream:
            said = stream.read()
        first = int.from_bytes(said[:2], "big")
        found = [dns.message.from_wire(said[2 : 2 + first]).id, dns.message.from_wire(said[4 + first :]).id]
        assert found == [number, number + 1000]


def test_a_query_cut_in_half_does_not_hold_up_the_stop(engine: Engine) -> None:
    (address,) = ready(engine).bind([("127.0.0.1", 0)])
    engine.start()
    with socket.create_connection(address, TIMEOUT) as one:
        one.sendall(framed(query(1))[:9])
        engine.stop()
        assert one.recv(1) == b""


def handed_over(first: Engine, second: Engine) -> None:
    second.adopt([Sockets(*one) for one in first.sockets()])


def test_what_waits_in_sockets_is_answered_by_the_engine_that_adopts_them(engine: Engine, asker: socket.socket) -> None:
    first = Engine()
    (address,) = first.bind([("127.0.0.1", 0)], threads=2)
    for number in range(QUERIES):
        asker.sendto(query(number), address)
    with socket.create_connection(address, TIMEOUT) as one, one.makefile("rb") as stream:
        one.sendall(framed(query(7)))
        handed_over(first, ready(engine))
        first.stop()
        engine.start()
        assert heard(asker, QUERIES) == set(range(QUERIES))
        length = int.from_bytes(stream.read(2), "big")
        assert dns.message.from_wire(stream.read(length)).id == 7


def test_while_one_engine_follows_another_on_its_sockets_each_query_gets_one_answer(asker: socket.socket) -> None:
    engine = ready(Engine())
    (address,) = engine.bind([("127.0.0.1", 0)], threads=2)
    engine.start()
    for _ in range(10):
        successor = ready(Engine())
        handed_over(engine, successor)
        for number in range(QUERIES):
            asker.sendto(query(number), address)
            if number == QUERIES // 2:
                successor.start()
                engine.stop()
        assert heard(asker, QUERIES) == set(range(QUERIES))
        engine = successor
    engine.stop()
    asker.settimeout(0.1)
    with pytest.raises(TimeoutError):
        asker.recv(4096)


def test_adopted_sockets_are_told_like_bound_ones_and_close_with_the_last_engine(engine: Engine) -> None:
    first = Engine()
    bound = first.bind([("127.0.0.1", 0), ("::1", 0)], threads=2)
    handed_over(first, engine)
    assert [(host, port, len(udp)) for host, port, udp, _ in engine.sockets()] == [(*place, 2) for place in bound]
    first.stop()
    assert first.sockets() == []
    engine.stop()
    assert first.bind(bound) == bound
    first.stop()


def test_descriptors_that_are_not_open_are_refused(engine: Engine) -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        engine.adopt([Sockets("127.0.0.1", 53, [99_999], 99_998)])
    assert engine.sockets() == []
