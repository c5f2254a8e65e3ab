"""Where a network is: countries and provinces by their codes, or by their names in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from trunkline.imports.words import read_words
from trunkline.lines.catalogue import read_rows

APART = ("HK", "MO", "TW")
"""Parts of China that have lines of their own, as countries have (gtm.md section 8)."""

_KIND = re.compile(
    r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区"
    r"|,? (province|sheng|shi|municipality|special administrative region"
    r"|(zhuang|hui|uygh?ur)? ?autonomous region|(zhuangzu|huizu|uygur)? ?zizhiqu))$",
    re.IGNORECASE,
)
"""What a province is called besides its name."""


def place(country: str, province: str) -> tuple[str, str]:
    """(country, province) as codes, each "" when it is not known: ("中国", "广东省") → ("CN", "GD").

    Hong Kong, Macao and Taiwan are countries here, however they are written; elsewhere provinces are not told apart.
    """
    code = country_code(country)
    if code != "CN":
        return code, ""
    found = province_code(province)
    return (found, "") if found in APART else (code, found)


def country_code(text: str) -> str:
    """The ISO 3166-1 code of a country, by that code or by its name; "" when there is no such country."""
    return _countries().get(text.strip().casefold(), "")


def province_code(text: str) -> str:
    """The ISO 3166-2:CN code of a province, by that code or its name, with or without 省 or 自治区; "" when unknown."""
    name = text.strip().casefold()
    return _provinces().get(name) or _provinces().get(_KIND.sub("", name), "")


@cache
def _countries() -> Mapping[str, str]:
    known = {"cn": "CN", "中国": "CN", "china": "CN"}
    for row in read_rows("continents.csv"):
        known |= {row[column].casefold(): row["iso"] for column in ("iso", "name", "zh")}
    return known | _spellings("country")


@cache
def _provinces() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for row in read_rows("provinces.csv"):
        known |= {row[column].casefold(): row["iso"] for column in ("iso", "name", "zh")}
    return known | _spellings("province")


def _spellings(kind: str) -> dict[str, str]:
    return {row["text"].casefold(): row["iso"] for row in read_words("places.csv") if row["kind"] == kind}
