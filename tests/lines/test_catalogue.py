"""The tree of lines (gtm.md section 8)."""

from __future__ import annotations

import re

import pytest

from trunkline.lines.catalogue import Category, ancestors, canonical, catalogue, chain, country_line, find_line

PROVINCES = {
    "dongbei": "heilongjiang jilin liaoning",
    "huabei": "beijing hebei tianjin shanxi neimenggu",
    "huadong": "shandong shanghai anhui jiangxi zhejiang jiangsu fujian",
    "huanan": "guangdong guangxi hainan",
    "huazhong": "henan hubei hunan",
    "xibei": "shaanxi gansu ningxia qinghai xinjiang",
    "xinan": "sichuan chongqing guizhou yunnan xizang",
}
LEVEL_1 = """default telecom unicom mobile edu drpeng btvn cstnet wexchange founder topway_video wasu ocn cnix bgctv
    aliyun search oversea internal"""
COUNTRIES = {
    "africa": "za",
    "asia": "ae hk id in jp kh kr la mm mo mv my np ph sa sg th tw vn",
    "euro": "at ch de es fr gb it nl ru se",
    "namerica": "ca mx us",
    "oceanica": "au nz",
    "samerica": "ar br",
}
CLOUDS = """tencentcloud huaweicloud baiducloud volcengine jdcloud kingsoftcloud ucloud aws azure googlecloud
    oraclecloud ibmcloud digitalocean ovhcloud hetzner linode vultr cloudflare"""
"""Vendors that gtm.md section 8 does not have."""
ENGINES = "google baidu biying youdao yahoo"
REGIONS = """cn-beijing cn-chengdu cn-guangzhou cn-hangzhou cn-heyuan cn-huhehaote cn-qingdao cn-shanghai cn-shenzhen
    cn-wulanchabu cn-zhangjiakou cn-hongkong us-west-1 us-east-1 ap-northeast-1 ap-south-1 ap-southeast-1
    ap-southeast-2 ap-southeast-3 ap-southeast-5 eu-central-1 eu-west-1 me-east-1"""


def published() -> set[str]:
    """Every code that gtm.md section 8 spells out or gives a rule for."""
    codes = {*LEVEL_1.split(), *ENGINES.split(), *(f"aliyun_r_{region}" for region in REGIONS.split())}
    for stem in ("telecom", "unicom", "mobile", "region", "edu", "drpeng", "btvn"):
        codes |= {f"cn_{stem}_{province}" for names in PROVINCES.values() for province in names.split()}
    for stem in ("telecom", "unicom", "mobile", "region"):
        codes |= {f"cn_{stem}_{area}" for area in PROVINCES}
    for continent, names in COUNTRIES.items():
        codes |= {f"os_{continent}", *(f"os_{continent}_{country}" for country in names.split())}
    return codes


def test_every_published_code_is_in_the_catalogue() -> None:
    assert published() <= catalogue().keys()


def test_what_is_not_published_is_a_cloud_vendor_or_a_country_on_its_continent() -> None:
    rest = catalogue().keys() - published() - {*CLOUDS.split()}
    assert {code for code in rest if not re.fullmatch(r"os_[a-z]+_[a-z]{2}", code)} == set()


def test_every_line_leads_up_to_default() -> None:
    assert {ancestors(code)[-1] for code in catalogue() if code != "default"} == {"default"}
    assert ancestors("default") == ()


def test_a_line_below_level_1_has_its_parents_category() -> None:
    for line in catalogue().values():
        parent = find_line(line.parent) if line.parent not in (None, "default") else None
        assert parent is None or parent.category is line.category


def test_every_line_has_a_name_in_both_languages_or_one_that_both_use() -> None:
    without = [line for line in catalogue().values() if not re.search(r"[\u4e00-\u9fff]", line.zh)]
    assert all(line.name for line in catalogue().values())
    assert {line.code for line in without if line.zh != line.name} == set()
    assert {line.category for line in without} == {Category.CLOUD}


@pytest.mark.parametrize(
    ("code", "wider"),
    [
        ("cn_telecom_guangdong", ("cn_telecom_huanan", "telecom", "default")),
        ("cn_edu_xizang", ("edu", "default")),
        ("cn_region_shannxi", ("cn_region_xibei", "internal", "default")),
        ("os_asia_hk", ("os_asia", "oversea", "default")),
        ("aliyun_r_me-east-1", ("aliyun", "default")),
        ("google", ("search", "default")),
        ("somebodys-own", ("default",)),
    ],
)
def test_ancestors_go_from_near_to_far(code: str, wider: tuple[str, ...]) -> None:
    assert ancestors(code) == wider


@pytest.mark.parametrize(("area", "names"), PROVINCES.items())
def test_a_province_stands_under_its_area(area: str, names: str) -> None:
    for province in names.split():
        assert find_line(f"cn_unicom_{province}").parent == f"cn_unicom_{area}"  # type: ignore[union-attr]


def test_the_published_misspelling_of_shaanxi_is_understood() -> None:
    assert canonical("cn_region_shannxi") == "cn_region_shaanxi"
    assert find_line("cn_region_shannxi") is find_line("cn_region_shaanxi")


def test_an_unknown_code_is_no_line() -> None:
    assert find_line("nowhere") is None


def test_categories_are_in_the_order_of_priority() -> None:
    assert [category.name.lower() for category in sorted(Category)] == [
        "custom",
        "search",
        "cloud",
        "isp",
        "region",
        "default",
    ]


def test_a_chain_names_each_line_once_and_default_last() -> None:
    assert chain("cn_edu_xizang", "edu", "os_asia_jp") == (
        "cn_edu_xizang",
        "edu",
        "os_asia_jp",
        "os_asia",
        "oversea",
        "default",
    )
    assert chain("default") == chain() == ("default",)


@pytest.mark.parametrize(
    ("iso", "code"),
    [("CN", "internal"), ("HK", "os_asia_hk"), ("TW", "os_asia_tw"), ("US", "os_namerica_us"), ("AQ", "oversea")],
)
def test_a_country_has_a_region_line(iso: str, code: str) -> None:
    assert country_line(iso) == code
