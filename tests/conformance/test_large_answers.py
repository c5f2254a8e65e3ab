"""More than fits: whole sets or none (RFC 2181 section 9), and of steered records fifty at most, told fairly (gtm.md
Q33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from hosting import Host, answer, askers, change, data, group, is_truncated, steered, zone

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Draw, Group

ZONE = """
@ 60 SOA ns1 hostmaster 1 3600 600 86400 300
@ 60 NS ns1
ns1 60 A 192.0.2.1
own 60 TXT {texts}
""".format(texts="\nown 60 TXT ".join(f'"{n:03} {"x" * 60}"' for n in range(30)))


def pool(count: int, first: str, draw: Draw = Draw.ROTATE) -> Group:
    start = ip_address(first)
    return group(*(str(start + n) for n in range(count)), draw=draw)


@pytest.fixture(scope="module")
def large() -> Iterator[Host]:
    engine = Engine()
    names = [
        steered("sixty.example.com", answer(pool(60, "198.18.0.0")), plan=(0,)),
        steered("sixty.example.com", answer(pool(60, "2001:db8::")), plan=(0,), type="AAAA"),
        steered("fifty.example.com", answer(pool(50, "198.18.0.0")), plan=(0,)),
        steered(
            "pools.example.com",
            answer(pool(30, "198.18.0.0"), pool(30, "198.18.1.0"), draw=Draw.ROTATE),
            plan=(0,),
        ),
    ]
    engine.publish(change(askers({}), [zone("example.com", ZONE)], names), whole=True)
    (address,) = engine.bind([("127.0.0.1", 0)], threads=2)
    engine.start()
    yield Host(engine, address)
    engine.stop()


@pytest.mark.parametrize(("name", "type"), [("sixty", "A"), ("pools", "A"), ("sixty", "AAAA")])
def test_each_address_is_told_equally_often_though_not_all_fit_in_one_answer(large: Host, name: str, type: str) -> None:
    """Sixty answers are whole rounds; whoever answers in between, the next goes on where the last stopped."""
    told = [data(large.ask(f"{name}.example.com", type, tcp=True), type) for _ in range(60)]
    assert {len(one) for one in told} == {len(set(told[0]))} == {50}
    assert set(Counter(address for one in told for address in one).values()) == {50}
    assert len({one[0] for one in told}) == 60


@pytest.mark.parametrize(
    ("name", "type", "payload", "whole"),
    [
        ("sixty", "A", 1232, True),
        ("fifty", "A", 1232, True),
        ("sixty", "A", 512, False),
        ("sixty", "A", 0, False),
        ("sixty", "AAAA", 1232, False),
        ("sixty", "AAAA", 4096, False),
    ],
)
def test_over_udp_a_steered_answer_is_whole_or_to_be_asked_for_over_tcp(
    large: Host, name: str, type: str, payload: int, whole: bool
) -> None:
    response = large.ask(f"{name}.example.com", type, payload=payload, edns=payload > 0)
    assert (len(data(response, type)), is_truncated(response)) == ((50, False) if whole else (0, True))
    assert len(data(large.ask(f"{name}.example.com", type, tcp=True), type)) == 50


def test_whoever_comes_back_over_tcp_each_time_is_told_each_address_equally_often(large: Host) -> None:
    told: Counter[str] = Counter()
    for _ in range(60):
        assert is_truncated(large.ask("sixty.example.com", "AAAA"))
        told.update(data(large.ask("sixty.example.com", "AAAA", tcp=True), "AAAA"))
    assert (len(told), set(told.values())) == (60, {50})


def test_the_zones_own_sets_are_never_told_in_part(large: Host) -> None:
    for payload in range(512, 1232, 60):
        response = large.ask("own.example.com", "TXT", payload=payload)
        assert (response.answer, is_truncated(response)) == ([], True)
    assert len(data(large.ask("own.example.com", "TXT", tcp=True), "TXT")) == 30
