"""From facts about an address to the lines that match it (gtm.md sections 7.1 and 8)."""

from __future__ import annotations

import pytest

from trunkline.lines.catalogue import Category, catalogue, read_rows
from trunkline.lines.facts import ABROAD, NOBODY, SILENCE, Facts
from trunkline.lines.lists import listed_networks
from trunkline.lines.matching import matching_lines
from trunkline.lines.spans import Labels

MAINLAND = ("internal", "default")
HONG_KONG = ("os_asia_hk", "os_asia", "oversea", "default")
GUANGDONG = ("cn_region_guangdong", "cn_region_huanan", *MAINLAND)


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        (SILENCE, ("default",)),
        (Facts(country="CN"), MAINLAND),
        (Facts(country="HK"), HONG_KONG),
        (Facts(country="AQ"), ("oversea", "default")),
        (Facts("telecom", country="CN"), ("telecom", *MAINLAND)),
        (Facts("telecom"), ("telecom", "default")),
        (Facts("telecom", "GD", "CN"), ("cn_telecom_guangdong", "cn_telecom_huanan", "telecom", *GUANGDONG)),
        (Facts("telecom", "GD", "HK"), ("telecom", *HONG_KONG)),
        (Facts("edu", "GD", "CN"), ("cn_edu_guangdong", "edu", *GUANGDONG)),
        (Facts("topway_video", "GD", "CN"), ("topway_video", *GUANGDONG)),
        (Facts(ABROAD, country="HK"), HONG_KONG),
        (Facts(ABROAD, country="CN"), ("oversea", "default")),
        (Facts(ABROAD), ("oversea", "default")),
        (Facts(NOBODY, "GD", "CN"), GUANGDONG),
        (Facts("", "GD", "CN"), GUANGDONG),
        (Facts("unicom", "", "CN", "aliyun_r_cn-beijing"), ("aliyun_r_cn-beijing", "aliyun", "unicom", *MAINLAND)),
        (Facts(country="CN", cloud="aliyun", search="baidu"), ("baidu", "search", "aliyun", *MAINLAND)),
    ],
)
def test_the_lines_that_match_what_is_known(facts: Facts, lines: Labels) -> None:
    assert matching_lines(facts) == lines


@pytest.mark.parametrize("asn", sorted(listed_networks(), key=int))
def test_the_lines_of_a_listed_network_are_in_the_order_of_priority(asn: str) -> None:
    listed = listed_networks()[asn]
    lines = matching_lines(Facts(listed.carrier, listed.province, "CN", listed.cloud))
    categories = [catalogue()[code].category for code in lines]
    assert categories == sorted(categories)


def test_every_listed_network_is_a_carriers_an_arm_abroad_or_a_clouds() -> None:
    for facts in listed_networks().values():
        assert (facts.carrier == NOBODY) == bool(facts.cloud)
        if facts.carrier not in (NOBODY, ABROAD):
            assert catalogue()[facts.carrier].category is Category.ISP
        if facts.cloud:
            assert catalogue()[facts.cloud].category is Category.CLOUD


def test_no_network_is_on_two_of_the_lists() -> None:
    listed = [row["asn"] for name in ("carriers_asn.csv", "clouds_asn.csv") for row in read_rows(name)]
    assert len(listed) == len(set(listed)) == len(listed_networks())


def test_the_list_of_clouds_says_why_each_network_is_on_it() -> None:
    reasons = {row["evidence"].partition(":")[0].partition(" hold ")[0] for row in read_rows("clouds_asn.csv")}
    assert reasons == {"name", "publicly known", "the vendor's published ranges"}
