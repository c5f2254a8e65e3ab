"""Weights as a resolver sees them: one pool an answer, in proportion, over UDP and TCP (gtm.md section 6.3)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Sequence

import dns.message
import pytest
from hosting import TIMEOUT, counted
from published import Published, world

ASKED = 10_000
AT_ONCE = 100
QUERY = dns.message.make_query("gtm.example.com", "A").to_wire()

Server = tuple[str, int]


def over_udp(server: Server) -> Iterator[bytes]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(TIMEOUT)
        asker.connect(server)
        for _ in range(ASKED):
            asker.send(QUERY)
            yield asker.recv(1232)


def over_tcp(server: Server) -> Iterator[bytes]:
    framed = struct.pack(">H", len(QUERY)) + QUERY
    with socket.create_connection(server, TIMEOUT) as connection, connection.makefile("rb") as stream:
        for _ in range(ASKED // AT_ONCE):
            connection.sendall(framed * AT_ONCE)
            yield from (stream.read(int.from_bytes(stream.read(2))) for _ in range(AT_ONCE))


@pytest.mark.parametrize("ask", [over_udp, over_tcp])
@pytest.mark.parametrize(
    ("weights", "down", "shares"),
    [
        ((1, 1, 2), ["a3"], (0.5, 0.5, 0)),
        ((3, 1, 6), ["a3"], (0.75, 0.25, 0)),
        ((3, 1, 4), [], (0.375, 0.125, 0.5)),
    ],
    ids=["one to one, one down", "three to one, one down", "three to one to four"],
)
def test_answers_come_in_proportion(
    weights: Sequence[int], down: Sequence[str], shares: Sequence[float], ask: Callable[[Server], Iterator[bytes]]
) -> None:
    members = [{"pool": f"P{n}", "weight": weight} for n, weight in enumerate(weights, start=1)]
    published = Published.of(world("weight", members=members))
    published.fail(*down)
    (server,) = published.engine.bind([("127.0.0.1", 0)])
    published.engine.start()
    seen = counted(ask(server))
    published.engine.stop()
    assert seen.total() == ASKED
    for n, share in enumerate(shares, start=1):
        # Seven standard deviations: a fair engine fails once in 10^11 runs. What has no share is never seen.
        assert abs(seen[f"192.0.2.{n}",] - ASKED * share) <= 7 * (ASKED * share * (1 - share)) ** 0.5
