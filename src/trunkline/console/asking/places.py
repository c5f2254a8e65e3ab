"""Where askers are: the lines of the catalogue as provinces × carriers, and what lies outside in groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trunkline.client import Json

MAINLAND = "cn_region_"
CARRIERS = ("telecom", "unicom", "mobile", "edu", "drpeng", "btvn")
"""Those whose lines have provinces (gtm.md section 8)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A province, and its line with each carrier of the grid; None where nobody is known to be."""

    title: str
    lines: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that go together; an area of provinces too."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """`areas` are rows of the grid under a title each, `carriers` its columns by code; `groups` all that is elsewhere.

    The column `region` is whoever is in that province on a network of none of the others.
    """

    carriers: tuple[str, ...]
    areas: tuple[tuple[str, tuple[Place, ...]], ...]
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines that stand anywhere, each once."""
        inside = (line for _, places in self.areas for place in places for line in place.lines if line)
        return tuple(dict.fromkeys([*inside, *(line for group in self.groups for line in group.lines)]))


def titles_of(catalogue: Sequence[Json], language: str) -> dict[str, str]:
    """Line → what it is called in that language."""
    return {line["code"]: line["zh" if language == "zh" else "name"] for line in catalogue}


def places_of(catalogue: Sequence[Json], known: Collection[str], titles: Mapping[str, str]) -> Places:
    """Of the lines that somebody is known to be on; carriers and groups without any are left out."""
    areas = [line["code"] for line in catalogue if line["parent"] == "internal"]
    provinces = {
        area: [line["code"].removeprefix(MAINLAND) for line in catalogue if line["parent"] == area] for area in areas
    }
    names = [name for inside in provinces.values() for name in inside]
    carriers = tuple(
        carrier for carrier in (*CARRIERS, "region") if any(f"cn_{carrier}_{name}" in known for name in names)
    )

    def place(name: str) -> Place:
        codes = (f"cn_{carrier}_{name}" for carrier in carriers)
        return Place(titles[MAINLAND + name], tuple(code if code in known else None for code in codes))

    rows = tuple((titles[area], tuple(map(place, inside))) for area, inside in provinces.items())
    return Places(carriers, rows, tuple(_groups(catalogue, known, titles)))


def _groups(catalogue: Sequence[Json], known: Collection[str], titles: Mapping[str, str]) -> list[Group]:
    def group(title: str, lines: list[Json]) -> Group:
        return Group(title, tuple(line["code"] for line in lines if line["code"] in known))

    continents = [line["code"] for line in catalogue if line["parent"] == "oversea"]
    parents = {line["parent"] for line in catalogue}
    carriers = [line for line in catalogue if line["category"] == "isp" and line["code"] not in parents]
    found = [
        group("Own lines", [line for line in catalogue if line["category"] == "custom"]),
        group("Other carriers", [line for line in carriers if line["parent"] == "default"]),
        *(group(titles[code], [line for line in catalogue if line["parent"] == code]) for code in continents),
        group("Clouds", [line for line in catalogue if line["category"] == "cloud" and line["code"] not in parents]),
        group("Search engines", [line for line in catalogue if line["parent"] == "search"]),
    ]
    return [one for one in found if one.lines]
