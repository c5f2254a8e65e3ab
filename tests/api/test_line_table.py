"""The line table, seen over HTTP: by layers, by address, by line, and held against known resolvers."""

from __future__ import annotations

import httpx
import pytest

from trunkline.client import Client
from trunkline.documents.line import OwnLine
from trunkline.errors import DocumentError, NotFound

LAB = OwnLine(name="lab", networks=("198.51.100.0/24", "202.96.128.0/24", "2001:db8:77::/48"))
DESK = OwnLine(name="desk", networks=("202.96.128.86/32",))


def test_the_layers_are_told_from_the_top_with_their_sources(gtm: Client) -> None:
    found = gtm.line_table()
    layers = {layer["name"]: layer for layer in found["layers"]}
    assert [*layers] == ["special", "supernets", "asn", "country"]
    assert layers["asn"]["speaks_of"] == ["carrier", "province", "cloud"]
    assert layers["country"]["speaks_of"] == ["country"]
    assert layers["country"]["licence"] == "CC BY 4.0"
    assert layers["asn"]["date"] in found["version"]
    assert layers["asn"]["age_days"] >= 0
    assert layers["special"]["age_days"] is None
    assert {layer["imported"] for layer in found["layers"]} == {False}


def test_ones_own_lines_are_the_uppermost_layer(gtm: Client) -> None:
    gtm.apply([LAB, DESK])
    own = gtm.line_table()["layers"][0]
    assert (own["name"], own["speaks_of"], own["v4_ranges"], own["v6_ranges"]) == ("own lines", ["line"], 3, 1)


def test_an_address_is_shown_with_every_layer_that_speaks_of_it(gtm: Client) -> None:
    gtm.apply([LAB, DESK])
    found = gtm.asker("202.96.128.86")
    assert found["lines"] == ["desk", "lab", "telecom", "internal", "default"]
    assert (found["first"], found["last"]) == ("202.96.128.86", "202.96.128.86")
    said = [(one["layer"], one["says"], one["holds"]) for one in found["layers"]]
    assert said == [
        ("own lines", {"line": "desk"}, ["line"]),
        ("own lines", {"line": "lab"}, ["line"]),
        ("asn", {"carrier": "telecom"}, ["carrier"]),
        ("country", {"country": "CN"}, ["country"]),
    ]
    assert found["known"] == {"carrier": "telecom", "country": "CN"}
    assert found["layers"][1]["words"] == "202.96.128.0/24"
    assert found["layers"][1]["last"] == "202.96.128.255"
    assert found["layers"][2]["words"].startswith("AS4134 ")


@pytest.mark.parametrize(
    ("address", "lines", "layers"),
    [
        ("10.1.2.3", ["default"], ["special"]),
        ("::ffff:8.8.8.8", ["os_namerica_us", "os_namerica", "oversea", "default"], ["country"]),
        ("2001:da8::1", ["edu", "internal", "default"], ["supernets", "asn", "country"]),
        ("2001:db8:77::1", ["lab", "default"], ["own lines", "special", "country"]),
        ("4000::1", ["default"], []),
    ],
)
def test_an_address_of_either_family_is_shown(gtm: Client, address: str, lines: list[str], layers: list[str]) -> None:
    gtm.apply([LAB])
    found = gtm.asker(address)
    assert (found["lines"], [one["layer"] for one in found["layers"]]) == (lines, layers)


def test_what_is_said_of_special_purpose_networks_holds_in_every_field(gtm: Client) -> None:
    (special,) = gtm.asker("10.1.2.3")["layers"]
    assert (special["words"], special["says"], len(special["holds"])) == ("10.0.0.0/8", {}, 5)


@pytest.mark.parametrize("text", ["", "here", "10.0.0.0/8", "1.2.3"])
def test_what_is_no_address_is_refused(gtm: Client, text: str) -> None:
    with pytest.raises(DocumentError, match=r"^query: address: (.* does not appear to be|field required)"):
        gtm.asker(text)


def test_coverage_of_a_line_has_those_within_it_the_line_first(gtm: Client) -> None:
    found = gtm.coverage("telecom")
    rows = found["lines"]
    assert rows[0]["line"] == "telecom"
    assert {"cn_telecom_huanan", "cn_telecom_guangdong"} < {row["line"] for row in rows}
    assert not [row for row in rows if "telecom" not in row["line"]]
    assert rows[0]["v4"] > 100_000_000
    assert 0 < found["unknown_v4"] < 0.01 * found["v4"]


def test_coverage_follows_ones_own_lines(gtm: Client) -> None:
    assert "lab" not in {row["line"] for row in gtm.coverage()["lines"]}
    gtm.apply([LAB])
    assert {"line": "lab", "parent": "default", "v4": 512, "v6": 1, "v4_prefixes": 2, "v6_prefixes": 1} in (
        gtm.coverage()["lines"]
    )


def test_a_line_that_nobody_is_on_covers_nothing_and_one_that_is_not_there_is_not_found(gtm: Client) -> None:
    assert gtm.coverage("wexchange")["lines"] == [
        {"line": "wexchange", "parent": "default", "v4": 0, "v6": 0, "v4_prefixes": 0, "v6_prefixes": 0}
    ]
    with pytest.raises(NotFound, match="there is no line mars"):
        gtm.coverage("mars")


def test_the_known_resolvers_are_all_on_their_carriers_lines(gtm: Client) -> None:
    results = gtm.test_resolvers()
    assert len(results) >= 90
    assert [one for one in results if not one["right"]] == []


def test_a_list_of_ones_own_may_be_tested_with_ones_own_lines(gtm: Client) -> None:
    gtm.apply([LAB])
    rows = "address,line,name\n198.51.100.7,lab,ours\n202.96.128.86,unicom,\n8.8.8.8,,Google\n"
    results = gtm.test_resolvers(rows)
    assert [(one["address"], one["right"]) for one in results] == [
        ("198.51.100.7", True), ("202.96.128.86", False), ("8.8.8.8", True),
    ]  # fmt: skip
    assert results[1]["because"] == "matches telecom, not unicom"


def test_a_list_that_cannot_be_read_is_refused_by_its_rows(gtm: Client) -> None:
    with pytest.raises(DocumentError, match="body:3: address: 'here' does not"):
        gtm.test_resolvers("address,line\n8.8.8.8,\nhere,telecom\n")
    with pytest.raises(DocumentError, match="begin with the header"):
        gtm.test_resolvers("8.8.8.8,telecom\n")


def test_the_age_of_the_table_is_a_metric_by_layer_and_of_the_oldest(http: httpx.Client) -> None:
    lines = http.get("/metrics").text.splitlines()
    found = dict(line.rsplit(" ", 1) for line in lines if line.startswith("trunkline_line_table"))
    layers = {name: float(age) for name, age in found.items() if "layer=" in name}
    assert layers.keys() == {f'trunkline_line_table_layer_age_seconds{{layer="{name}"}}' for name in ("asn", "country")}
    assert float(found["trunkline_line_table_age_seconds"]) == max(layers.values()) > 0
