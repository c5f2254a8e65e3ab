"""What one network is answered when it asks too often, over sockets. Queries wait in the socket until the engine
starts, so that all of them come at one moment."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterable

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import pytest
from hosting import TIMEOUT, Host, answer, askers, change, data, group, steered, zone

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Change, Conduct, Limits

ZONE = zone(
    "example.com",
    "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n"
    "mail 60 A 192.0.2.25\n"
    "www 60 A 192.0.2.1\n"
    "moved 60 DNAME elsewhere.test.\n"
    "wild 60 A 192.0.2.3\n"
    "cut 60 NS ns.elsewhere.test.\n",
)
WILD = steered("*.wild.example.com", answer(group("192.0.2.9")), plan=(0,))
CONDUCT = Conduct(secrets=(b"0123456789abcdef",))
LAST = "mail.example.com"


def waiting(engine: Engine, limits: Limits) -> tuple[str, int]:
    """Bound, told what to answer, and not started."""
    engine.publish(change(askers({}), [ZONE], [WILD], CONDUCT), whole=True)
    engine.publish(Change(limits=limits))
    (address,) = engine.bind([("127.0.0.1", 0)])
    return address


def flooded(engine: Engine, address: tuple[str, int], names: Iterable[str], asker: str = "127.0.0.1") -> list[str]:
    """What becomes of these queries and is heard until one for another name is answered: a response code, or TC."""
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind((asker, 0))
        one.settimeout(TIMEOUT)
        for name in [*names, LAST]:
            one.sendto(dns.message.make_query(name, "A").to_wire(), address)
        engine.start()
        heard = []
        while True:
            response = dns.message.from_wire(one.recv(4096))
            if str(response.question[0].name) == f"{LAST}.":
                return heard
            assert not response.flags & dns.flags.TC or not response.sections[1]
            heard.append("TC" if response.flags & dns.flags.TC else dns.rcode.to_text(response.rcode()))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["www.example.com"] * 20, id="one name"),
        pytest.param([f"{n}.wild.example.com" for n in range(20)], id="made up, and a wildcard answers"),
        pytest.param([f"{n}.moved.example.com" for n in range(20)], id="made up, below a DNAME"),
        pytest.param([f"{n}.cut.example.com" for n in range(20)], id="made up, below a cut"),
    ],
)
def test_what_is_asked_too_often_is_answered_so_often_and_now_and_then_sent_to_tcp(
    engine: Engine, names: list[str]
) -> None:
    address = waiting(engine, Limits(alike=4, slip=4))
    assert flooded(engine, address, names) == ["NOERROR"] * 4 + ["TC"] * 4
    counters = engine.counters()
    assert (counters.limited_dropped, counters.limited_slipped, counters.queries["udp"]) == (12, 4, 21)


def test_names_that_nobody_has_count_as_one(engine: Engine) -> None:
    address = waiting(engine, Limits(alike=4, slip=0))
    assert flooded(engine, address, [f"{n}.example.com" for n in range(20)]) == ["NXDOMAIN"] * 4


def test_all_responses_to_a_network_are_limited_together(engine: Engine) -> None:
    address = waiting(engine, Limits(all=9, slip=1))
    heard = flooded(engine, address, [name for n in range(9) for name in ("www.example.com", f"{n}.example.com")])
    assert Counter(heard) == {"NOERROR": 5, "NXDOMAIN": 4, "TC": 9}


def test_exempt_networks_have_no_limit(engine: Engine) -> None:
    address = waiting(engine, Limits(alike=1, exempt=((bytes([127, 7, 0, 0]), 16),)))
    assert flooded(engine, address, ["www.example.com"] * 20, "127.7.0.9") == ["NOERROR"] * 20


def test_who_proves_its_address_by_a_cookie_has_no_limit_and_tcp_has_none(engine: Engine) -> None:
    address = waiting(engine, Limits(alike=1, slip=1))
    flooded(engine, address, ["www.example.com"] * 20)
    host = Host(engine, address)
    slipped = host.ask("www.example.com", options=[dns.edns.CookieOption(b"CLIENT42", b"")])
    assert slipped.flags & dns.flags.TC
    cookie = next(option for option in slipped.options if isinstance(option, dns.edns.CookieOption))
    for _ in range(5):
        assert data(host.ask("www.example.com", options=[cookie])) == ["192.0.2.1"]
        assert data(host.ask("www.example.com", tcp=True)) == ["192.0.2.1"]


def test_limits_hold_from_the_next_query_and_are_lifted_as_soon(engine: Engine) -> None:
    host = Host(engine, waiting(engine, Limits()))
    engine.start()
    for limits, truncated in [(Limits(), 0), (Limits(alike=1, slip=1), 8), (Limits(), 0)]:
        engine.publish(Change(limits=limits))
        found = [bool(host.ask("www.example.com").flags & dns.flags.TC) for _ in range(10)]
        assert sum(found) >= truncated
        assert truncated or not any(found)
