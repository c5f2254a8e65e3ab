"""The engine against a brute-force oracle: who gets which answer, and how far it holds (RFC 7871 section 7.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import dns.edns
import dns.message
import pytest
from hosting import answer, asker_table, change, data, group, scope, steered, zone
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.engine import Engine

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\n")
CLASSES = 4
ANSWERS = [answer(group(f"192.0.2.{n}")) for n in range(3)]


@dataclass(frozen=True)
class Case:
    """A table of one family, a plan, and an asker."""

    bits: int
    starts: dict[int, int]
    plan: tuple[int, ...]
    asker: int

    def answers_within(self, first: int, last: int) -> set[int]:
        """Which answers the addresses from first to last get, range by range."""
        rising = sorted(self.starts)
        ends = [*(start - 1 for start in rising[1:]), (1 << self.bits) - 1]
        touched = (start for start, end in zip(rising, ends, strict=True) if start <= last and end >= first)
        return {self.plan[self.starts[start]] for start in touched}

    def answers_within_prefix(self, length: int) -> set[int]:
        """Which answers the addresses get that share so many bits with the asker."""
        size = 1 << (self.bits - length)
        first = self.asker // size * size
        return self.answers_within(first, first + size - 1)


def addresses(bits: int) -> st.SearchStrategy[int]:
    """Any, and often some that stand close together or at the edges."""
    top = (1 << bits) - 1
    near = st.sampled_from([0, 1 << (bits - 1), 0x0A << (bits - 8), top - 20])
    close = st.builds(lambda base, offset: min(base + offset, top), near, st.integers(0, 20))
    round_ones = st.integers(0, 255).map(lambda octet: octet << (bits - 8))
    return st.one_of(close, round_ones, st.integers(0, top))


def cases(bits: int) -> st.SearchStrategy[Case]:
    classes = st.integers(0, CLASSES - 1)
    starts = st.dictionaries(addresses(bits), classes, max_size=12)
    whole = st.builds(lambda some, first: {**some, 0: first}, starts, classes)
    plan = st.tuples(*[st.integers(0, len(ANSWERS) - 1)] * CLASSES)
    return st.builds(Case, st.just(bits), whole, plan, addresses(bits))


def ask(case: Case) -> tuple[int, int]:
    """Which answer the engine gives the asker, and for what scope."""
    four, six = (case.starts, {0: 0}) if case.bits == 32 else ({0: 0}, case.starts)
    engine = Engine()
    entry = steered("www.example.com", *ANSWERS, plan=case.plan)
    engine.publish(change(asker_table(CLASSES, four, six), [ZONE], [entry]), whole=True)
    address = IPv4Address(case.asker) if case.bits == 32 else IPv6Address(case.asker)
    option = dns.edns.ECSOption(str(address), case.bits)
    query = dns.message.make_query("www.example.com", "A", options=[option])
    raw = engine.answer(query.to_wire(), "127.0.0.1")
    assert raw is not None
    response = dns.message.from_wire(raw)
    length = scope(response)
    assert length is not None
    return int(data(response)[0].rpartition(".")[2]), length


@pytest.mark.parametrize("bits", [32, 128])
def test_the_answer_is_the_right_one_and_holds_for_the_scope_and_no_shorter_one(bits: int) -> None:
    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(case=cases(bits))
    def law(case: Case) -> None:
        given_answer, length = ask(case)
        assert case.answers_within(case.asker, case.asker) == {given_answer}
        assert case.answers_within_prefix(length) == {given_answer}
        assert length == 0 or len(case.answers_within_prefix(length - 1)) > 1

    law()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(case=cases(32))
def test_the_sender_is_judged_as_a_subnet_is(case: Case) -> None:
    engine = Engine()
    entry = steered("www.example.com", *ANSWERS, plan=case.plan)
    engine.publish(change(asker_table(CLASSES, case.starts, {0: 0}), [ZONE], [entry]), whole=True)
    raw = engine.answer(dns.message.make_query("www.example.com", "A").to_wire(), str(IPv4Address(case.asker)))
    assert raw is not None
    (given_answer,) = data(dns.message.from_wire(raw))
    assert case.answers_within(case.asker, case.asker) == {int(given_answer.rpartition(".")[2])}
