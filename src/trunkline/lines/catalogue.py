"""The tree of lines as data: every system line with its names, its parent and its category (gtm.md section 8).

    default
    ├── telecom            └── cn_telecom_huanan    └── cn_telecom_guangdong      three carriers have areas
    ├── edu                └── cn_edu_guangdong                                   three more only provinces
    ├── internal           └── cn_region_huanan     └── cn_region_guangdong
    ├── oversea            └── os_asia              └── os_asia_jp
    ├── search             └── google
    └── aliyun             └── aliyun_r_cn-beijing

The irregular part stands in `data/lines.csv`, provinces and countries beside it; the rest follows by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from csv import DictReader
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Category(IntEnum):
    """What kind of line it is; the smaller number wins when several match (gtm.md section 7.1)."""

    CUSTOM = 0
    SEARCH = 1
    CLOUD = 2
    ISP = 3
    REGION = 4
    DEFAULT = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A class of askers. `parent` is the code of the next wider line; only `default` has none."""

    code: str
    name: str
    zh: str
    parent: str | None
    category: Category


DEFAULT = "default"

AREAS = MappingProxyType(
    {
        "dongbei": ("Northeast China", "东北"),
        "huabei": ("North China", "华北"),
        "huadong": ("East China", "华东"),
        "huanan": ("South China", "华南"),
        "huazhong": ("Central China", "华中"),
        "xibei": ("Northwest China", "西北"),
        "xinan": ("Southwest China", "西南"),
    }
)
"""The big areas of mainland China: code → names."""

WITH_AREAS = ("telecom", "unicom", "mobile", "region")
WITH_PROVINCES = ("edu", "drpeng", "btvn")
ALIASES = MappingProxyType({"cn_region_shannxi": "cn_region_shaanxi"})
"""Spellings that were published once and are still accepted."""


@cache
def catalogue() -> Mapping[str, Line]:
    """Every system line by its code, wider lines before narrower ones; aliases are left out."""
    lines = {line.code: line for line in _irregular()}
    for stem in (*WITH_AREAS, *WITH_PROVINCES):
        root = lines["internal" if stem == "region" else stem]
        lines |= {line.code: line for line in _divide(root, stem)}
    lines |= {line.code: line for line in _countries()}
    return MappingProxyType(lines)


def find_line(code: str) -> Line | None:
    """The system line of that code or alias; None when there is none (it may be an operator's own)."""
    return catalogue().get(canonical(code))


def canonical(code: str) -> str:
    """The code that an alias stands for; any other code as it is."""
    return ALIASES.get(code, code)


@cache
def published_codes() -> frozenset[str]:
    """Every code that may be written for a system line, aliases included."""
    return frozenset(catalogue()) | frozenset(ALIASES)


def ancestors(code: str) -> tuple[str, ...]:
    """The wider lines of a line, nearest first: cn_telecom_guangdong → (cn_telecom_huanan, telecom, default).

    A code that the catalogue does not know is an operator's own line, and those stand right under `default`.
    """
    line = find_line(code)
    parent = line.parent if line else DEFAULT
    return (parent, *ancestors(parent)) if parent else ()


def chain(*narrowest: str) -> tuple[str, ...]:
    """These lines and all wider ones, best first: each with its ancestors in turn, `default` once at the end."""
    widened = [line for code in narrowest for line in (canonical(code), *ancestors(code)) if line != DEFAULT]
    return (*dict.fromkeys(widened), DEFAULT)


def province_code(iso: str) -> str:
    """The word for a province in line codes: GD → guangdong. Raises KeyError for an unknown one."""
    return _province_codes()[iso]


def country_line(iso: str) -> str:
    """The region line of a country, by its ISO 3166 code: CN → internal, JP → os_asia_jp.

    A country without a continent of its own (Antarctica, say) is `oversea` and no more.
    """
    if iso == "CN":
        return "internal"
    return _country_codes().get(iso, "oversea")


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the package's own tables, such as `provinces.csv`."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return DictReader(text.splitlines())


def _irregular() -> Iterator[Line]:
    for row in read_rows("lines.csv"):
        yield Line(row["code"], row["name"], row["zh"], row["parent"] or None, Category[row["category"].upper()])


def _divide(root: Line, stem: str) -> Iterator[Line]:
    with_areas = stem in WITH_AREAS
    for area, (name, zh) in AREAS.items() if with_areas else ():
        yield _part(root, f"cn_{stem}_{area}", root.code, name, zh)
    for row in read_rows("provinces.csv"):
        parent = f"cn_{stem}_{row['area']}" if with_areas else root.code
        yield _part(root, f"cn_{stem}_{row['code']}", parent, row["name"], row["zh"])


def _part(root: Line, code: str, parent: str, name: str, zh: str) -> Line:
    if root.category is Category.REGION:
        return Line(code, name, zh, parent, root.category)
    return Line(code, f"{root.name}, {name}", f"{root.zh}{zh}", parent, root.category)


def _countries() -> Iterator[Line]:
    for row in read_rows("continents.csv"):
        code = _country_codes()[row["iso"]]
        yield Line(code, row["name"], row["zh"], row["continent"], Category.REGION)


@cache
def _province_codes() -> Mapping[str, str]:
    return {row["iso"]: row["code"] for row in read_rows("provinces.csv")}


@cache
def _country_codes() -> Mapping[str, str]:
    return {row["iso"]: f"{row['continent']}_{row['iso'].lower()}" for row in read_rows("continents.csv")}
