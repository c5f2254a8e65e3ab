"""What does not fit, and connections (RFC 2181 section 9, RFC 7766)."""

from __future__ import annotations

import contextlib
import socket
import struct

import dns.message
import dns.query
import pytest
from hosting import TIMEOUT, Host, data, is_truncated


@pytest.mark.parametrize(
    ("edns", "payload", "limit"), [(False, 0, 512), (True, 100, 512), (True, 700, 700), (True, 9000, 1232)]
)
def test_no_response_over_udp_is_longer_than_the_limit(host: Host, edns: bool, payload: int, limit: int) -> None:
    query = dns.message.make_query("big.example.com", "TXT", use_edns=0 if edns else -1, payload=payload)
    raw = host.exchange(query.to_wire())
    assert raw is not None
    assert len(raw) <= limit
    response = dns.message.from_wire(raw)
    assert is_truncated(response)
    assert response.answer == []


def test_the_same_query_over_tcp_gets_everything(host: Host) -> None:
    response = host.ask("big.example.com", "TXT", tcp=True)
    assert len(data(response, "TXT")[0]) > 3000
    assert not is_truncated(response)


def test_fifty_addresses_fit_in_a_datagram_but_not_without_edns(host: Host) -> None:
    assert len(data(host.ask("many-a.example.com"))) == 50
    assert is_truncated(host.ask("many-a.example.com", edns=False))


def framed(name: str, id: int) -> bytes:
    message = dns.message.make_query(name, "A", id=id).to_wire()
    return struct.pack(">H", len(message)) + message


def receive(connection: socket.socket) -> dns.message.Message:
    response, _ = dns.query.receive_tcp(connection, expiration=None)
    return response


def test_queries_may_follow_one_another_without_waiting(host: Host) -> None:
    with host.connect() as connection:
        connection.sendall(b"".join(framed("mail.example.com", n) for n in range(1, 501)))
        assert [receive(connection).id for _ in range(500)] == list(range(1, 501))


def test_a_query_may_come_byte_by_byte(host: Host) -> None:
    with host.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in framed("mail.example.com", 9):
            connection.send(bytes([byte]))
        assert data(receive(connection)) == ["192.0.2.25"]


def bytes_taken(connection: socket.socket, data: bytes, most: int) -> int:
    """How much is taken before nothing goes for 0.3 s; `most` when it would never end."""
    connection.settimeout(0.3)
    taken = 0
    with contextlib.suppress(TimeoutError):
        while taken < most:
            taken += connection.send(data)
    return taken


def test_who_does_not_read_is_read_no_more(host: Host) -> None:
    query = dns.message.make_query("big.example.com", "TXT").to_wire()
    queries = (struct.pack(">H", len(query)) + query) * 1000
    # The system's own buffers take some megabytes.
    most = 64 << 20
    with host.connect() as connection:
        assert bytes_taken(connection, queries, most) < most
    assert data(host.ask("mail.example.com", tcp=True)) == ["192.0.2.25"]


def test_whoever_reads_late_gets_every_answer(host: Host) -> None:
    # More responses than the system's own buffers hold, so that most wait until there is room again.
    query = dns.message.make_query("big.example.com", "TXT").to_wire()
    count = 8000
    with host.connect() as connection:
        connection.sendall((struct.pack(">H", len(query)) + query) * count)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            stream.peek()
            assert all(stream.read(int.from_bytes(stream.read(2))) for _ in range(count))


def test_what_was_asked_before_the_end_is_answered(host: Host) -> None:
    with host.connect() as connection:
        connection.sendall(framed("mail.example.com", 5))
        connection.shutdown(socket.SHUT_WR)
        assert receive(connection).id == 5
        connection.settimeout(TIMEOUT)
        assert connection.recv(1) == b""


def test_garbage_on_a_connection_closes_it(host: Host) -> None:
    with host.connect() as connection:
        connection.sendall(b"\x00\x03abc")
        assert connection.recv(1) == b""


def test_what_was_asked_before_garbage_is_answered(host: Host) -> None:
    with host.connect() as connection:
        connection.sendall(framed("mail.example.com", 6) + b"\x00\x03abc" + framed("mail.example.com", 7))
        assert receive(connection).id == 6
        assert connection.recv(1) == b""


def test_many_connections_are_answered_at_once(host: Host) -> None:
    connections = [host.connect(f"127.0.{number % 4}.1") for number in range(200)]
    for number, connection in enumerate(connections):
        connection.sendall(framed("mail.example.com", number))
    assert [receive(connection).id for connection in connections] == list(range(200))
    for connection in connections:
        connection.close()
