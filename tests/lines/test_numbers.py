"""Lines of one's own by AS number: whose networks those are, and what goes before what."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.documents.line import OwnLine
from trunkline.lines.facts import NOBODY, Facts
from trunkline.lines.layer import Layer, build_layer
from trunkline.lines.lists import special
from trunkline.lines.networks import parse_network
from trunkline.lines.numbers import networks_of, unknown_numbers, with_own
from trunkline.lines.stack import compose
from trunkline.lines.table import LineTable


def layer(name: str, said: dict[str, Facts]) -> Layer:
    return build_layer(name, ((*parse_network(network), facts) for network, facts in said.items()))


def of(asn: int) -> Facts:
    return Facts(NOBODY, asn=str(asn))


OLD = layer("old", {"9.0.0.0/8": of(64500), "8.0.0.0/8": of(64502)})
NUMBERS = layer(
    "asn", {"1.0.0.0/24": of(64500), "1.0.1.0/24": of(64501), "2400::/32": of(64500), "3.0.0.0/9": of(64500)}
)
COUNTRIES = layer("country", {"1.0.0.0/8": Facts(country="JP")})


def lines(*own: OwnLine, layers: tuple[Layer, ...] = (OLD, NUMBERS, COUNTRIES, special())) -> LineTable:
    return with_own(compose(layers, "by hand"), own)


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("1.0.0.1", "partner"),
        ("1.0.1.1", "os_asia_jp"),
        ("2400::1", "partner"),
        ("3.127.0.1", "partner"),
        ("3.128.0.1", "default"),
        ("9.0.0.1", "default"),
        ("10.0.0.1", "partner"),
    ],
)
def test_a_line_by_number_matches_where_the_uppermost_layer_that_knows_numbers_says(address: str, first: str) -> None:
    partner = OwnLine(name="partner", asns=(64500,), networks=("10.0.0.0/8",))
    assert lines(partner).find(address).lines[0] == first


def test_a_network_that_is_written_down_goes_before_a_number_however_long_its_prefix() -> None:
    near, wide = OwnLine(name="near", asns=(64500,)), OwnLine(name="wide", networks=("1.0.0.0/8",))
    assert lines(near, wide).find("1.0.0.1").lines[:2] == ("wide", "near")


def test_several_lines_may_name_one_number_and_one_line_several() -> None:
    both = lines(OwnLine(name="b", asns=(64500, 64501)), OwnLine(name="a", asns=(64500,)))
    assert both.find("1.0.0.1").lines[:2] == ("a", "b")
    assert both.find("1.0.1.1").lines[0] == "b"


def test_numbers_that_are_known_nowhere_are_told() -> None:
    own = OwnLine(name="partner", asns=(64500, 64502, 64999))
    assert unknown_numbers((OLD, NUMBERS), own) == [64502, 64999]
    assert unknown_numbers((COUNTRIES,), own) == [64500, 64502, 64999]
    assert networks_of((COUNTRIES,), own.asns) == {}


def test_without_own_lines_the_table_is_the_same() -> None:
    table = compose((NUMBERS,), "by hand")
    assert with_own(table, ()) is table


def test_a_number_may_be_written_with_its_letters() -> None:
    assert OwnLine.model_validate({"name": "a", "asns": ["AS64500", "as1", 4294967295]}).asns == (64500, 1, 4294967295)


def test_the_schema_takes_a_number_in_either_form_and_gives_it_as_a_number() -> None:
    taken, told = (OwnLine.model_json_schema(mode=mode)["properties"]["asns"]["items"] for mode in MODES)
    assert told == {"type": "integer", "minimum": 1, "maximum": 4294967295}
    assert taken == {"anyOf": [told, {"type": "string", "pattern": "^[Aa][Ss][0-9]{1,10}$"}]}


MODES: tuple[Literal["validation", "serialization"], ...] = ("validation", "serialization")
FACTS = st.builds(Facts, st.sampled_from(["", NOBODY, "telecom"]), asn=st.sampled_from(["", "1", "2", "3"]))
SAID = st.dictionaries(st.sampled_from(["1.0.0.0/24", "1.0.0.128/25", "1.0.1.0/24", "2400::/12", "2400::/32"]), FACTS)


@settings(deadline=None, derandomize=True)
@given(SAID, SAID)
def test_system_lines_are_the_same_whatever_the_numbers(above: dict[str, Facts], below: dict[str, Facts]) -> None:
    with_numbers = compose((layer("a", below), layer("b", above)), "v")
    plain = ({network: replace(facts, asn="") for network, facts in said.items()} for said in (below, above))
    assert compose([layer(name, said) for name, said in zip("ab", plain, strict=True)], "v") == with_numbers
