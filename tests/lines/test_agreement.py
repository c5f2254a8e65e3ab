"""How far a second source agrees: what is counted, and as what."""

from __future__ import annotations

import json

import pytest

from trunkline.lines.agreement import Difference, FieldAgreement, agreement, agreement_in_words
from trunkline.lines.facts import ABROAD, NOBODY, Facts
from trunkline.lines.layer import Layer, build_layer
from trunkline.lines.lists import special
from trunkline.lines.networks import parse_network


def layer(said: dict[str, Facts]) -> Layer:
    return build_layer("a", ((*parse_network(network), facts) for network, facts in said.items()))


def counted(field: str, ours: str, theirs: str) -> tuple[int, int, int]:
    """Alike, otherwise and silent over a /24 of which both say something."""
    sides = (layer({"8.8.8.0/24": Facts(**{field: word})}) for word in (ours, theirs))
    found = next(one for one in agreement([next(sides)], next(sides)).fields if (one.field, one.family) == (field, 4))
    return found.alike, found.otherwise, found.silent


ALIKE, OTHERWISE, SILENT, NOT_COUNTED = (256, 0, 0), (0, 256, 0), (0, 0, 256), (0, 0, 0)


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "expected"),
    [
        ("carrier", "telecom", "telecom", ALIKE),
        ("carrier", "telecom", "unicom", OTHERWISE),
        ("carrier", "", "unicom", SILENT),
        ("carrier", "telecom", "", NOT_COUNTED),
        ("carrier", "telecom", NOBODY, OTHERWISE),
        ("carrier", "telecom", ABROAD, OTHERWISE),
        ("carrier", ABROAD, "telecom", OTHERWISE),
        ("carrier", NOBODY, "telecom", OTHERWISE),
        ("carrier", "", NOBODY, NOT_COUNTED),
        ("carrier", ABROAD, NOBODY, NOT_COUNTED),
        ("country", "CN", "CN", ALIKE),
        ("country", "HK", "CN", OTHERWISE),
        ("country", "", "CN", SILENT),
        ("country", "CN", "", NOT_COUNTED),
        ("province", "GD", "GD", ALIKE),
        ("province", "GD", "HI", OTHERWISE),
        ("province", "", "HI", SILENT),
    ],
)
def test_what_both_say_of_a_network_counts_as(
    field: str, ours: str, theirs: str, expected: tuple[int, int, int]
) -> None:
    assert counted(field, ours, theirs) == expected


def test_only_where_they_speak_is_counted_and_ipv6_in_networks_of_48_bits() -> None:
    ours = layer({"0.0.0.0/0": Facts("telecom"), "2600::/16": Facts("telecom")})
    found = agreement([ours], layer({"8.0.0.0/8": Facts("telecom"), "2600::/32": Facts("unicom")}))
    assert FieldAgreement("carrier", 4, 1 << 24, 0, 0) in found.fields
    assert FieldAgreement("carrier", 6, 0, 1 << 16, 0) in found.fields


def test_addresses_that_are_nobodys_are_not_counted_whatever_a_source_says_of_them() -> None:
    found = agreement([special()], layer({"10.0.0.0/8": Facts("telecom", country="CN"), "fc00::/7": Facts("unicom")}))
    assert {(one.alike, one.otherwise, one.silent) for one in found.fields} == {(0, 0, 0)}


def test_ours_is_what_all_layers_come_to() -> None:
    below, above = layer({"8.0.0.0/8": Facts("unicom")}), layer({"8.0.0.0/9": Facts("telecom")})
    found = agreement([below, above], layer({"8.0.0.0/8": Facts("telecom")}))
    assert FieldAgreement("carrier", 4, 1 << 23, 1 << 23, 0) in found.fields


def test_differences_come_the_largest_first_each_with_its_largest_network() -> None:
    ours = layer({"8.0.0.0/8": Facts("telecom"), "9.0.0.0/8": Facts("unicom")})
    theirs = layer({
        "8.1.0.0/24": Facts("mobile"), "8.2.0.0/16": Facts("mobile"), "8.3.0.0/16": Facts("mobile", country="CN"),
        "9.9.9.9": Facts("mobile"), "9.10.0.0/16": Facts("unicom"),
    })  # fmt: skip
    assert agreement([ours], theirs).differences == (
        Difference("carrier", 4, "telecom", "mobile", 2 * 65536 + 256, "8.3.0.0/16"),
        Difference("carrier", 4, "unicom", "mobile", 1, "9.9.9.9/32"),
    )


def test_agreement_is_json() -> None:
    found = agreement([], layer({"8.0.0.0/8": Facts("telecom")}))
    words = json.loads(json.dumps(agreement_in_words(found)))
    assert words["fields"][0] == {"field": "carrier", "family": 4, "alike": 0, "otherwise": 0, "silent": 1 << 24}
    assert words["differences"] == []
