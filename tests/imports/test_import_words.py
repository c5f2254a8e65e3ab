"""What lines, places and owners are called in files, and what that says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trunkline.imports.line_facts import facts_of_line
from trunkline.imports.owners import network_facts, owner_facts
from trunkline.imports.places import country_code, place, province_code
from trunkline.imports.words import read_words
from trunkline.lines.catalogue import Category, catalogue, find_line
from trunkline.lines.facts import NOBODY, SILENCE, Facts
from trunkline.lines.matching import matching_lines

LINES = {
    "telecom": Facts(carrier="telecom"),
    "wasu": Facts(carrier="wasu"),
    "cn_telecom_guangdong": Facts("telecom", "GD", "CN"),
    "cn_edu_xizang": Facts("edu", "XZ", "CN"),
    "aliyun": Facts(cloud="aliyun"),
    "aliyun_r_cn-hangzhou": Facts(cloud="aliyun_r_cn-hangzhou"),
    "google": Facts(search="google"),
    "search": Facts(search="search"),
    "internal": Facts(country="CN"),
    "cn_region_guangdong": Facts(province="GD", country="CN"),
    "cn_region_shannxi": Facts(province="SN", country="CN"),
    "os_asia_jp": Facts(country="JP"),
    "os_asia_hk": Facts(country="HK"),
}

NO_NETWORKS = {
    "default": "everyone's",
    "oversea": "narrower lines: name one of them, such as os_africa",
    "os_euro": "such as os_euro_",
    "cn_telecom_huanan": "such as cn_telecom_guangdong",
    "cn_region_xinan": "such as cn_region_",
    "telecon": "telecon is no system line .*; did you mean telecom?",
    "TELECOM": "did you mean telecom?",
    "": "is no system line",
}

PLACES = {
    ("中国", "广东省"): ("CN", "GD"),
    ("中国", "广东"): ("CN", "GD"),
    ("中国", "北京市"): ("CN", "BJ"),
    ("中国", "内蒙古自治区"): ("CN", "NM"),
    ("中国", "广西壮族自治区"): ("CN", "GX"),
    ("中国", "宁夏回族自治区"): ("CN", "NX"),
    ("中国", "新疆维吾尔自治区"): ("CN", "XJ"),
    ("中国", "内网IP"): ("CN", ""),
    ("中国", ""): ("CN", ""),
    ("中国", "香港"): ("HK", ""),
    ("中国", "香港特别行政区"): ("HK", ""),
    ("中国", "澳门"): ("MO", ""),
    ("中国", "台湾省"): ("TW", ""),
    ("CN", "GD"): ("CN", "GD"),
    ("cn", "Guangdong"): ("CN", "GD"),
    ("China", "Inner Mongolia Autonomous Region"): ("CN", "NM"),
    ("CN", "Guangxi Zhuangzu Zizhiqu"): ("CN", "GX"),
    ("CN", "Xinjiang Uyghur Autonomous Region"): ("CN", "XJ"),
    ("CN", "Nei Mongol"): ("CN", "NM"),
    ("CN", "Hong Kong"): ("HK", ""),
    ("HK", ""): ("HK", ""),
    ("US", "GA"): ("US", ""),
    ("US", "SD"): ("US", ""),
    ("刚果金", ""): ("CD", ""),
    ("AQ", ""): ("AQ", ""),
    ("ZZ", ""): ("", ""),
    ("欧洲", ""): ("", ""),
    ("0", "0"): ("", ""),
}

OWNERS = {
    "电信": "telecom",
    "中国联通": "unicom",
    "铁通": "mobile",
    "教育网": "edu",
    "大连理工大学": "edu",
    "中国科学院": "cstnet",
    "电信通": "drpeng",
    "鹏博士": "drpeng",
    "China Mobile Communications": "mobile",
    "歌华": "bgctv",
    "华数传媒": "wasu",
    "天威": "topway_video",
    "有线通": "ocn",
    "陕西广电": "btvn",
    "湖南有线": "btvn",
    "世纪互联": "",
    "": "",
}


@pytest.mark.parametrize("code", LINES)
def test_a_line_says_what_it_is_made_of(code: str) -> None:
    assert replace(facts_of_line(code), said="") == LINES[code]


@pytest.mark.parametrize("code", NO_NETWORKS)
def test_a_line_of_many_places_and_an_unknown_one_are_refused_with_a_way_out(code: str) -> None:
    with pytest.raises(ValueError, match=NO_NETWORKS[code]):
        facts_of_line(code)


def test_every_line_that_says_something_is_the_best_that_its_facts_match() -> None:
    said = []
    for code in catalogue():
        try:
            said.append((code, matching_lines(facts_of_line(code))[0]))
        except ValueError:
            continue
    assert [code for code, best in said if code != best] == []
    assert len(said) > 450


@pytest.mark.parametrize("given", PLACES, ids=str)
def test_places_are_understood_by_code_and_by_name(given: tuple[str, str]) -> None:
    assert place(*given) == PLACES[given]


def test_each_spelling_leads_to_its_place() -> None:
    for row in read_words("places.csv"):
        found = (country_code if row["kind"] == "country" else province_code)(row["text"])
        assert found == row["iso"]


@pytest.mark.parametrize("owner", OWNERS, ids=str)
def test_owners_tell_the_carrier_in_the_mainland_alone(owner: str) -> None:
    assert owner_facts(owner, "CN").carrier == OWNERS[owner]
    assert owner_facts(owner, "TW") == owner_facts(owner, "") == SILENCE


def test_owners_tell_the_cloud_too() -> None:
    assert owner_facts("阿里云", "CN") == Facts(cloud="aliyun", said="阿里云")
    assert owner_facts("阿里云", "US") == SILENCE


def test_every_owner_is_a_carrier_or_a_cloud() -> None:
    lines = [find_line(row["line"]) for row in read_words("owners.csv")]
    assert None not in lines
    assert {line.category for line in lines if line} == {Category.ISP, Category.CLOUD}


@pytest.mark.parametrize("asn", ["4134", "AS4134", " as4134 ", "0004134"])
def test_a_listed_network_is_its_carriers(asn: str) -> None:
    assert network_facts(asn, "", "CN") == Facts("telecom", country="CN", said="AS4134 Chinanet", asn="4134")


def test_a_known_network_that_is_no_carriers_is_nobodys() -> None:
    assert network_facts("64512", "", "") == Facts(NOBODY, asn="64512")
    cloud = network_facts("37963", "", "JP")
    assert cloud
    assert (cloud.carrier, cloud.cloud, cloud.country) == (NOBODY, "aliyun", "JP")


def test_an_owner_has_the_word_where_the_number_is_not_listed() -> None:
    telecom = Facts("telecom", country="CN", said="China Telecom", asn="64512")
    assert network_facts("64512", "China Telecom", "CN") == telecom
    listed = network_facts("4134", "China Mobile", "CN")
    assert listed
    assert listed.carrier == "telecom"


@pytest.mark.parametrize("asn", ["", "0", "AS0"])
def test_no_number_says_nothing(asn: str) -> None:
    assert network_facts(asn, "", "") is None
    assert network_facts(asn, "", "JP") == Facts(country="JP")


@pytest.mark.parametrize(
    "asn", ["x", "-1", "4294967296", "1" * 5000, "４１３４", "1.5"], ids=lambda asn: ascii(asn)[:20]
)
def test_what_is_no_number_is_refused(asn: str) -> None:
    with pytest.raises(ValueError, match="no AS number"):
        network_facts(asn, "", "")
