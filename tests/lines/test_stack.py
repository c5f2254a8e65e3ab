"""Layers over each other: field by field the uppermost that speaks has the word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.errors import LayerRefused
from trunkline.lines.facts import NOBODY, SILENCE, SPOKEN, Facts
from trunkline.lines.layer import Layer, build_layer
from trunkline.lines.lists import special, supernets
from trunkline.lines.matching import matching_lines
from trunkline.lines.networks import parse_network
from trunkline.lines.ranges import halves
from trunkline.lines.spans import Labels
from trunkline.lines.stack import ASN, COUNTRY, SUPERNETS, Ground, compose, laid, listen
from trunkline.lines.table import LineTable

unhurried = settings(deadline=None, derandomize=True)

EVERYWHERE = ("0.0.0.0/0", "::/0")
HONG_KONG = ("os_asia_hk", "os_asia", "oversea", "default")
MAINLAND = ("internal", "default")


def layer(name: str, said: dict[str, Facts]) -> Layer:
    return build_layer(name, ((*parse_network(network), facts) for network, facts in said.items()))


def everywhere(name: str, facts: Facts) -> Layer:
    return layer(name, dict.fromkeys(EVERYWHERE, facts))


def lines(layers: Sequence[Layer], address: str) -> Labels:
    return compose(layers, "by hand").find(address).lines


def who_matches_what(table: LineTable) -> list[tuple[Sequence[int], list[Labels]]]:
    """Of each family the borders, and the lines that match from each on: classes may be numbered otherwise."""
    return [(half.numbers(), [table.classes[number] for number in half.classes]) for half in halves(table.askers)]


NETWORKS = ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/32", "11.0.0.0/8", "255.255.255.255/32",
            "::/0", "2408:8000::/20", "2408:8000::/32", "ffff::/16"]  # fmt: skip
ASKERS = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "10.1.0.0", "10.1.0.1", "10.2.0.0", "11.0.0.0", "12.0.0.0",
          "255.255.255.255", "::", "2408:8000::", "2408:8001::", "2408:9000::", "ffff::", "ffff:ffff::"]  # fmt: skip
SAID = st.builds(
    Facts,
    st.sampled_from(["", "", "telecom", "unicom", "oversea", NOBODY]),
    st.sampled_from(["", "GD", "BJ"]),
    st.sampled_from(["", "CN", "JP", "AU"]),
    st.sampled_from(["", "aliyun"]),
    said=st.sampled_from(["", "a", "b"]),
)
LAYERS = st.lists(
    st.builds(
        layer,
        st.sampled_from([COUNTRY, ASN, SUPERNETS, "mine", "special"]),
        st.dictionaries(st.sampled_from(NETWORKS), SAID, max_size=4),
    ),
    max_size=4,
    unique_by=lambda one: one.name,
)


@unhurried
@given(LAYERS)
def test_the_table_says_of_each_address_what_its_layers_come_to(layers: list[Layer]) -> None:
    table = compose(layers, "by hand")
    for asker in ASKERS:
        known = SILENCE
        for one in layers:
            known = laid(one.name, one.says(ip_address(asker)).facts, known)
        assert table.find(asker).lines == matching_lines(known)
        assert listen(layers, ip_address(asker))[1] == known


@unhurried
@given(LAYERS, LAYERS)
def test_over_a_ground_that_is_ready_the_table_is_the_same_and_another_stacks_ground_is_left_aside(
    lower: list[Layer], upper: list[Layer]
) -> None:
    anew = who_matches_what(compose([*lower, *upper], "by hand"))
    for ground in (Ground.of(lower), Ground.of([layer("mine", {}), *lower])):
        assert who_matches_what(compose([*lower, *upper], "by hand", ground)) == anew


@unhurried
@given(LAYERS)
def test_each_field_that_is_known_is_held_by_one_layer_that_speaks(layers: list[Layer]) -> None:
    for asker in ASKERS:
        spoken, known = listen(layers, ip_address(asker))
        for field in SPOKEN:
            holders = [one for one in spoken if field in one.holds]
            assert len(holders) == bool(getattr(known, field))
            # Where a carrier's own block is, the country follows from the carrier.
            said = [getattr(one.statement.facts, field) for one in holders if one.layer != SUPERNETS]
            assert said in ([], [getattr(known, field)])


def test_a_layer_above_has_the_word_in_what_it_speaks_of_and_in_no_more() -> None:
    below, above = Facts("telecom", "GD", "CN"), Facts(province="BJ", said="Beijing")
    assert laid("mine", above, below) == Facts("telecom", "BJ", "CN")
    assert laid("mine", Facts(carrier=NOBODY), below) == Facts(NOBODY, "GD", "CN")


def test_special_purpose_addresses_match_default_alone() -> None:
    layers = (everywhere(COUNTRY, Facts(country="CN")), everywhere(ASN, Facts("telecom")), special())
    for address in ("127.0.0.1", "10.9.9.9", "192.168.1.1", "100.127.255.255", "203.0.113.9", "255.255.255.255"):
        assert lines(layers, address) == ("default",)
    assert lines(layers, "11.0.0.0") == ("telecom", *MAINLAND)


@pytest.mark.parametrize(
    ("network", "country", "expected"),
    [
        (SILENCE, "", ("unicom", *MAINLAND)),
        (SILENCE, "AU", ("unicom", *MAINLAND)),
        (Facts(NOBODY), "CN", ("unicom", *MAINLAND)),
        (Facts("telecom"), "CN", ("telecom", *MAINLAND)),
        (Facts("oversea"), "HK", HONG_KONG),
    ],
)
def test_a_supernet_speaks_where_no_listed_network_does(network: Facts, country: str, expected: Labels) -> None:
    layers = everywhere(COUNTRY, Facts(country=country)), everywhere(ASN, network), supernets()
    assert lines(layers, "2408:8000::1") == expected


def test_a_table_of_too_many_combinations_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = (everywhere(COUNTRY, Facts(country="CN")), layer("mine", {"11.0.0.0/8": Facts("unicom")}))
    assert len(compose(layers, "by hand").classes) == 3
    monkeypatch.setattr("trunkline.lines.stack.CLASS_LIMIT", 2)
    with pytest.raises(LayerRefused, match="more than 2 combinations of lines"):
        compose(layers, "by hand")


def test_who_spoke_is_told_from_the_top_with_the_fields_in_which_the_word_held() -> None:
    layers = (
        everywhere(COUNTRY, Facts(country="CN", said="CN")),
        everywhere(ASN, Facts("telecom", said="AS4134")),
        layer("mine", {"11.0.0.0/8": Facts("unicom", "GD", said="here")}),
    )
    spoken, known = listen(layers, ip_address("11.0.0.1"))
    assert [(one.layer, one.holds) for one in spoken] == [
        ("mine", ("carrier", "province")), (ASN, ()), (COUNTRY, ("country",)),
    ]  # fmt: skip
    assert str(spoken[0].statement.last) == "11.255.255.255"
    assert known == replace(Facts("unicom", "GD", "CN"), said="")


def test_a_supernet_that_says_what_the_network_said_adds_nothing_to_it() -> None:
    layers = everywhere(COUNTRY, Facts(country="CN")), everywhere(ASN, Facts("unicom")), supernets()
    spoken, _ = listen(layers, ip_address("2408:8000::1"))
    assert [(one.layer, one.holds) for one in spoken] == [(SUPERNETS, ()), (ASN, ("carrier",)), (COUNTRY, ("country",))]
