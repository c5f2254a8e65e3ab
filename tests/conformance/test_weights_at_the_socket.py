"""Weights as a resolver sees them: one address an answer, in proportion, over UDP and TCP (gtm.md section 6.3)."""

from __future__ import annotations

import socket
import struct
from collections import Counter

import dns.message
from hosting import Host, counted

QUERIES = 10_000
QUERY = dns.message.make_query("shares.example.com", "A").to_wire()


def assert_three_to_one(seen: Counter[tuple[str, ...]]) -> None:
    assert seen.keys() == {("198.51.100.30",), ("198.51.100.31",)}
    assert seen.total() == QUERIES
    # Seven standard deviations: a fair engine fails once in 10^11 runs.
    assert abs(seen[("198.51.100.30",)] - 7500) < 303


def test_three_to_one_over_udp(host: Host) -> None:
    def ask(asker: socket.socket) -> bytes:
        asker.send(QUERY)
        return asker.recv(1232)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(5)
        asker.connect(host.address)
        assert_three_to_one(counted([ask(asker) for _ in range(QUERIES)]))


def test_three_to_one_over_tcp(host: Host) -> None:
    framed = struct.pack(">H", len(QUERY)) + QUERY

    with host.connect() as connection, connection.makefile("rb") as stream:
        found = []
        for _ in range(QUERIES // 100):
            connection.sendall(framed * 100)
            found += [stream.read(int.from_bytes(stream.read(2))) for _ in range(100)]
        assert_three_to_one(counted(found))
