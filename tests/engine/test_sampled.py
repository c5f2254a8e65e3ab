"""Queries that are told of one by one: what is told, how many, and when none is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import dns.edns
import dns.message
import dns.rcode
import pytest
from hosting import Host, wire
from published import Published

from given import address, domain, pool, records, zone
from trunkline.documents.settings import Settings
from trunkline.engine import Sample

CARRIERS = [{"pool": "P1", "lines": ["telecom"]}, {"pool": "P2", "lines": ["default"]}]
DOCUMENTS = [
    zone("example.com", records("to", "CNAME", "gtm")),
    address("a1", "192.0.2.1"),
    address("a2", "192.0.2.2"),
    pool("P1", ["a1", "a2"]),
    pool("P2", ["a2"]),
    domain(pools=CARRIERS, policy="source_nearest"),
]


def one_in(number: int | None) -> Settings:
    return Settings.model_validate({"dns": {"query_log": number}})


@pytest.fixture
def published() -> Iterator[Published]:
    found = Published.of(*DOCUMENTS, one_in(1))
    yield found
    found.engine.stop()


@pytest.fixture
def host(published: Published) -> Host:
    (address,) = published.engine.bind([("127.0.0.1", 0)])
    published.engine.start()
    return Host(published.engine, address)


def sampled(host: Host) -> Sample:
    """The only one; whoever has a response finds its query there."""
    (one,) = host.engine.sampled()
    return one


@pytest.mark.parametrize("tcp", [False, True])
def test_all_of_a_query_is_told(host: Host, tcp: bool) -> None:
    before = time.time()
    response = host.ask("GTM.example.com", subnet="10.2.3.0/24", tcp=tcp)
    assert sampled(host) == (
        pytest.approx(before, abs=60),
        "127.0.0.1",
        "10.2.3.0/24",
        "tcp" if tcp else "udp",
        (wire("gtm.example.com"), 1),
        dns.rcode.NOERROR,
        True,
        "telecom",
        2,
        len(response.to_wire()),
    )


@pytest.mark.parametrize(
    ("name", "type", "subnet", "told"),
    [
        ("gtm.example.com", "A", "", (0, True, "default", 1)),
        ("to.example.com", "A", "10.2.0.0/16", (0, True, "telecom", 3)),
        ("gtm.example.com", "AAAA", "10.2.0.0/16", (0, False, None, 0)),
        ("nothing.example.com", "A", "", (3, False, None, 0)),
        ("elsewhere.test", "MX", "2001:db8::/32", (5, False, None, 0)),
    ],
)
def test_line_and_answers_are_those_of_the_response(
    host: Host, name: str, type: str, subnet: str, told: tuple[int, bool, str | None, int]
) -> None:
    options = [dns.edns.ECSOption.from_text(subnet)] if subnet else None
    response = host.exchange(dns.message.make_query(name, type, options=options).to_wire())
    one = sampled(host)
    assert response is not None
    assert (one.code, one.steered, one.line, one.answers) == told
    assert (one.subnet, one.size) == (subnet or None, len(response))
    assert one.answers == sum(map(len, dns.message.from_wire(response).answer))


def test_what_cannot_be_read_has_no_name_and_silence_is_not_told(host: Host) -> None:
    query = dns.message.make_query("gtm.example.com", "A").to_wire()
    assert host.exchange(query[:14]) is not None
    one = sampled(host)
    assert (one.question, one.code, one.size) == (None, dns.rcode.FORMERR, 12)
    assert host.exchange(query[:2] + b"\x80" + query[3:], wait=0.1) is None
    assert host.engine.sampled() == []


@pytest.mark.parametrize("tcp", [False, True])
def test_a_change_of_settings_holds_from_the_next_query_on(published: Published, host: Host, tcp: bool) -> None:
    for number, told in [(None, 0), (1, 3), (1_000_000_000, 0), (1, 3), (None, 0)]:
        published.change(one_in(number))
        for _ in range(3):
            host.ask("gtm.example.com", tcp=tcp)
        assert len(host.engine.sampled()) == told


def test_more_than_can_wait_are_lost_and_counted(host: Host) -> None:
    with host.connect() as stream:
        query = dns.message.make_query("gtm.example.com", "A").to_wire()
        framed = len(query).to_bytes(2, "big") + query
        for _ in range(1030):
            stream.sendall(framed)
            length = int.from_bytes(stream.recv(2), "big")
            stream.recv(length)
    assert len(host.engine.sampled()) == 1024
    assert host.engine.counters().samples_lost == 6


def test_what_is_answered_beside_the_sockets_is_not_told(published: Published) -> None:
    published.ask()
    assert published.engine.sampled() == []
