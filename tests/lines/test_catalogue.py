"""The tree of lines (gtm.md section 8)."""

from __future__ import annotations

import re

import pytest

from trunkline.lines.catalogue import (
    Category,
    ancestors,
    canonical,
    catalogue,
    chain,
    country_line,
    find_line,
    published_codes,
)

PROVINCES = {
    "dongbei": "heilongjiang jilin liaoning",
    "huabei": "beijing hebei tianjin shanxi neimenggu",
    "huadong": "shandong shanghai anhui jiangxi zhejiang jiangsu fujian",
    "huanan": "guangdong guangxi hainan",
    "huazhong": "henan hubei hunan",
    "xibei": "shaanxi gansu ningxia qinghai xinjiang",
    "xinan": "sichuan chongqing guizhou yunnan xizang",
}
LEVEL_1 = {
    Category.DEFAULT: "default",
    Category.ISP: "telecom unicom mobile edu drpeng btvn cstnet wexchange founder topway_video wasu ocn cnix bgctv",
    Category.CLOUD: "aliyun",
    Category.SEARCH: "search",
    Category.REGION: "oversea internal",
}
COUNTRIES = {
    "africa": "za",
    "asia": "ae hk id in jp kh kr la mm mo mv my np ph sa sg th tw vn",
    "euro": "at ch de es fr gb it nl ru se",
    "namerica": "ca mx us",
    "oceanica": "au nz",
    "samerica": "ar br",
}
COUNTRIES_BY_NAME = {
    "africa": """Egypt eg, Nigeria ng, Angola ao, Ghana gh, Côte d'Ivoire ci, Kenya ke, Seychelles sc, Algeria dz,
        Cameroon cm, Morocco ma, Senegal sn, Sudan sd, South Sudan ss""",
    "asia": """Mongolia mn, Pakistan pk, DPR Korea kp, Kazakhstan kz, Uzbekistan uz, Turkey tr, Iran ir, Iraq iq,
        Israel il, Kuwait kw, Lebanon lb, Qatar qa, Syria sy""",
    "euro": """Czechia cz, Belgium be, Ireland ie, Denmark dk, Finland fi, Iceland is, Hungary hu, Poland pl,
        Slovakia sk, Belarus by, Lithuania lt, Ukraine ua, Bulgaria bg, Croatia hr, Portugal pt, Romania ro,
        Slovenia si""",
    "namerica": "Cuba cu",
    "oceanica": "Fiji fj, Palau pw",
    "samerica": "Colombia co, Venezuela ve, Ecuador ec, Peru pe, Bolivia bo, Chile cl, Paraguay py, Uruguay uy",
}
"""What later lists add, by name; the codes follow the same pattern."""
ENGINES = "google baidu biying youdao yahoo"
REGIONS = """cn-beijing cn-chengdu cn-guangzhou cn-hangzhou cn-heyuan cn-huhehaote cn-qingdao cn-shanghai cn-shenzhen
    cn-wulanchabu cn-zhangjiakou cn-hongkong us-west-1 us-east-1 ap-northeast-1 ap-south-1 ap-southeast-1
    ap-southeast-2 ap-southeast-3 ap-southeast-5 eu-central-1 eu-west-1 me-east-1"""
OUR_CLOUDS = """tencentcloud huaweicloud baiducloud volcengine jdcloud kingsoftcloud ucloud aws azure googlecloud
    oraclecloud ibmcloud digitalocean ovhcloud hetzner linode vultr cloudflare"""
"""Vendors that gtm.md section 8 does not have."""


def published() -> dict[str, tuple[str | None, Category]]:
    """Parent and category of every code that gtm.md section 8 spells out or gives a rule for."""
    found: dict[str, tuple[str | None, Category]] = {
        code: (None if code == "default" else "default", category)
        for category, codes in LEVEL_1.items()
        for code in codes.split()
    }
    for root, stem in (("telecom",) * 2, ("unicom",) * 2, ("mobile",) * 2, ("internal", "region")):
        category = found[root][1]
        for area, provinces in PROVINCES.items():
            found[f"cn_{stem}_{area}"] = root, category
            found |= {f"cn_{stem}_{province}": (f"cn_{stem}_{area}", category) for province in provinces.split()}
    for stem in ("edu", "drpeng", "btvn"):
        names = " ".join(PROVINCES.values()).split()
        found |= {f"cn_{stem}_{province}": (stem, Category.ISP) for province in names}
    for continent, countries in COUNTRIES.items():
        found[f"os_{continent}"] = "oversea", Category.REGION
        later = [name.split()[-1] for name in COUNTRIES_BY_NAME[continent].split(",")]
        for country in (*countries.split(), *later):
            found[f"os_{continent}_{country}"] = f"os_{continent}", Category.REGION
    found |= dict.fromkeys(ENGINES.split(), ("search", Category.SEARCH))
    return found | {f"aliyun_r_{region}": ("aliyun", Category.CLOUD) for region in REGIONS.split()}


def test_every_published_line_is_in_the_catalogue_with_its_parent_and_category() -> None:
    ours = {code: (line.parent, line.category) for code, line in catalogue().items() if code in published()}
    assert ours == published()
    assert len(ours) == 389


def test_what_is_not_published_is_a_cloud_vendor_or_a_country_on_its_continent() -> None:
    rest = catalogue().keys() - published().keys() - {*OUR_CLOUDS.split()}
    assert {code for code in rest if not re.fullmatch(r"os_[a-z]+_[a-z]{2}", code)} == set()
    assert {(catalogue()[code].parent, catalogue()[code].category) for code in OUR_CLOUDS.split()} == {
        ("default", Category.CLOUD)
    }


@pytest.mark.parametrize(("continent", "named"), COUNTRIES_BY_NAME.items())
def test_a_country_that_was_published_by_name_has_that_name(continent: str, named: str) -> None:
    for country in named.split(","):
        name, code = country.rsplit(maxsplit=1)
        assert catalogue()[f"os_{continent}_{code}"].name == name.strip()


def test_a_code_that_may_be_written_is_a_line_or_the_misspelling_that_was_published() -> None:
    assert published_codes() == catalogue().keys() | {"cn_region_shannxi"}


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
