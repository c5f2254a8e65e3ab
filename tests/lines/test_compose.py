"""From facts about an address to the lines that match it (gtm.md sections 7.1 and 8)."""

from __future__ import annotations

import pytest

from trunkline.lines.catalogue import Category, catalogue, find_line
from trunkline.lines.compose import Carrier, compose, listed_carriers, matching_lines
from trunkline.lines.networks import parse_network
from trunkline.lines.spans import Labels, Span

MAINLAND = ("internal", "default")
HONG_KONG = ("os_asia_hk", "os_asia", "oversea", "default")
GUANGDONG = ("cn_region_guangdong", "cn_region_huanan", *MAINLAND)


@pytest.mark.parametrize(
    ("carrier", "country", "lines"),
    [
        (None, None, ("default",)),
        (None, "CN", MAINLAND),
        (None, "HK", HONG_KONG),
        (None, "AQ", ("oversea", "default")),
        (Carrier("telecom"), "CN", ("telecom", *MAINLAND)),
        (Carrier("telecom"), None, ("telecom", "default")),
        (Carrier("telecom", "GD"), "CN", ("cn_telecom_guangdong", "cn_telecom_huanan", "telecom", *GUANGDONG)),
        (Carrier("telecom", "GD"), "HK", ("telecom", *HONG_KONG)),
        (Carrier("edu", "GD"), "CN", ("cn_edu_guangdong", "edu", *GUANGDONG)),
        (Carrier("topway_video", "GD"), "CN", ("topway_video", *GUANGDONG)),
        (Carrier("oversea"), "HK", HONG_KONG),
        (Carrier("oversea"), "CN", ("oversea", "default")),
        (Carrier("oversea"), None, ("oversea", "default")),
    ],
)
def test_the_lines_of_a_carrier_in_a_country(carrier: Carrier | None, country: str | None, lines: Labels) -> None:
    assert matching_lines(carrier, country) == lines


@pytest.mark.parametrize("carrier", sorted(set(listed_carriers().values()), key=str), ids=str)
def test_a_carrier_line_of_any_depth_beats_a_region_line(carrier: Carrier) -> None:
    categories = [catalogue()[code].category for code in matching_lines(carrier, "CN")]
    assert categories == sorted(categories)


def test_every_listed_carrier_is_a_carrier_line_or_an_arm_abroad() -> None:
    lines = {carrier.line for carrier in listed_carriers().values()} - {"oversea"}
    assert {line for line in lines if catalogue()[line].category is not Category.ISP} == set()


def composed(bits: int, address: str, asns: list[Span], countries: list[Span]) -> Labels:
    number = parse_network(address)[1]
    return [lines for first, lines in compose(bits, asns, CARRIERS, countries) if first <= number][-1]


CARRIERS = {"4134": Carrier("telecom"), "23764": Carrier("oversea")}
EVERYWHERE = (1 << 128) - 1


def test_special_purpose_addresses_match_default_alone() -> None:
    asns, countries = [Span(0, (1 << 32) - 1, ("4134",))], [Span(0, (1 << 32) - 1, ("CN",))]
    for address in ("127.0.0.1", "10.9.9.9", "192.168.1.1", "100.127.255.255", "203.0.113.9", "255.255.255.255"):
        assert composed(32, address, asns, countries) == ("default",)
    assert composed(32, "11.0.0.0", asns, countries) == ("telecom", "internal", "default")


@pytest.mark.parametrize(
    ("asn", "country", "lines"),
    [
        (None, None, ("unicom", *MAINLAND)),
        (None, "AU", ("unicom", *MAINLAND)),
        ("64500", "CN", ("unicom", *MAINLAND)),
        ("4134", "CN", ("telecom", *MAINLAND)),
        ("23764", "HK", HONG_KONG),
    ],
)
def test_a_supernet_speaks_where_no_listed_network_does(asn: str | None, country: str | None, lines: Labels) -> None:
    asns = [Span(0, EVERYWHERE, (asn,))] if asn else []
    countries = [Span(0, EVERYWHERE, (country,))] if country else []
    assert composed(128, "2408:8000::1", asns, countries) == lines


def test_a_network_that_nobody_lists_matches_no_carrier_line() -> None:
    lines = composed(32, "8.8.8.8", [Span(0, (1 << 32) - 1, ("15169",))], [Span(0, (1 << 32) - 1, ("US",))])
    assert lines == ("os_namerica_us", "os_namerica", "oversea", "default")
    assert all((line := find_line(code)) and line.category is not Category.ISP for code in lines)
