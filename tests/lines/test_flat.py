"""Layers and tables as files that need no reading."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import LineTableUnreadable
from trunkline.lines.facts import Facts
from trunkline.lines.flat import flat_layer, flat_table, layer_of, table_of
from trunkline.lines.layer import Source, build_layer
from trunkline.lines.lists import special
from trunkline.lines.networks import parse_network
from trunkline.lines.stack import compose
from trunkline.lines.table import table

unhurried = settings(deadline=None, derandomize=True)

SAID = {"1.1.0.0/16": Facts("mobile", said="移动"), "2400::/12": Facts("unicom"), "2400::1:2:300/120": Facts("edu")}
LAYER = build_layer("a", ((*parse_network(network), facts) for network, facts in SAID.items()), Source("cidr", "x"))
FILE = b"".join(flat_layer(LAYER))
TABLE = table({"1.1.0.0/16": ("mobile",), "2400::/12": ("unicom",)}, version="by hand")


def test_a_layer_comes_back_as_it_was_and_can_be_asked_and_composed() -> None:
    back = layer_of(FILE)
    assert (back.name, back.facts, back.source) == (LAYER.name, LAYER.facts, LAYER.source)
    assert back.says(ip_address("1.1.2.3")) == LAYER.says(ip_address("1.1.2.3"))
    assert compose((back, special()), "v") == compose((LAYER, special()), "v")


def test_a_table_comes_back_as_it_was() -> None:
    assert table_of(b"".join(flat_table(TABLE))) == TABLE


@unhurried
@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(LineTableUnreadable):
        layer_of(FILE[:length])


@unhurried
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_noticed_wherever_it_is(place: int, flip: int) -> None:
    with pytest.raises(LineTableUnreadable):
        layer_of(FILE[:place] + bytes([FILE[place] ^ flip]) + FILE[place + 1 :])


def test_a_layer_is_no_table_and_a_table_no_layer() -> None:
    with pytest.raises(LineTableUnreadable, match="another kind"):
        table_of(FILE)
    with pytest.raises(LineTableUnreadable, match="another kind"):
        layer_of(b"".join(flat_table(TABLE)))
