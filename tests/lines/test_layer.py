"""Rows of any order become ranges without holes."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import LayerRefused
from trunkline.lines.facts import SILENCE, Facts
from trunkline.lines.layer import Layer, Row, build_layer, narrowed

unhurried = settings(deadline=None, derandomize=True)

COUNTRIES = [Facts(country=code) for code in ("CN", "JP", "HK")]
EDGES = {32: [0, 1, 2, 7, 8, 9, 1 << 31, (1 << 32) - 2, (1 << 32) - 1]}
EDGES[128] = [*EDGES[32], 1 << 64, (1 << 64) - 1, 1 << 100, (1 << 128) - 1]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    bits = draw(st.sampled_from((32, 128)))
    first, last = sorted((draw(st.sampled_from(EDGES[bits])), draw(st.sampled_from(EDGES[bits]))))
    return bits, first, last, draw(st.sampled_from(COUNTRIES))


def said_by_brute_force(given_rows: list[Row], bits: int, address: int) -> Facts:
    covering = [
        (last - first, -place, facts)
        for place, (family, first, last, facts) in enumerate(given_rows)
        if family == bits and first <= address <= last
    ]
    return min(covering, key=lambda one: one[:2])[2] if covering else SILENCE


def said(layer: Layer, bits: int, address: int) -> Facts:
    half = layer.v4 if bits == 32 else layer.v6
    return layer.facts[half.classes[half.position(address)]]


@unhurried
@given(st.lists(rows(), max_size=8))
def test_the_narrowest_row_has_the_word_and_of_equals_the_later_one(given_rows: list[Row]) -> None:
    layer = build_layer("a", given_rows)
    for bits, edges in EDGES.items():
        for address in edges:
            assert said(layer, bits, address) == said_by_brute_force(given_rows, bits, address)


@unhurried
@given(st.lists(rows(), max_size=8))
def test_ranges_begin_at_zero_rise_and_differ_from_their_neighbours(given_rows: list[Row]) -> None:
    for half in build_layer("a", given_rows).halves:
        starts = list(half.numbers())
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        assert all(one != two for one, two in zip(half.classes, half.classes[1:], strict=False))


def test_a_layer_tells_how_far_its_statement_holds() -> None:
    layer = build_layer("a", [(32, 0x0A000000, 0x0AFFFFFF, COUNTRIES[0])])
    found = layer.says(ip_address("10.1.2.3"))
    assert (str(found.first), str(found.last), found.facts.country) == ("10.0.0.0", "10.255.255.255", "CN")
    assert layer.says(ip_address("2001:db8::1")).facts == SILENCE


def test_a_layer_can_be_kept_from_speaking_of_more_than_it_should() -> None:
    layer = build_layer("a", [(32, 0, 9, Facts("telecom", "GD", "CN", said="AS4134", asn="4134"))])
    assert narrowed(layer, ["carrier"]).facts == (SILENCE, Facts("telecom", said="AS4134", asn="4134"))
    assert narrowed(layer, ["country"]).facts == (SILENCE, Facts(country="CN", said="AS4134"))
    assert narrowed(layer, ["cloud"]).facts == (SILENCE, SILENCE)


def test_too_many_different_statements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.lines.layer.DISTINCT", 1000)
    many = ((32, number, number, Facts(said=str(number))) for number in range(1000))
    with pytest.raises(LayerRefused, match="more than 1,000 different statements"):
        build_layer("a", many)


def test_a_layer_may_say_more_than_a_line_table_has_classes() -> None:
    many = ((32, number, number, Facts(asn=str(number))) for number in range(1, 1 << 17))
    assert build_layer("a", many).says(ip_address("0.1.1.1")).facts.asn == "65793"
