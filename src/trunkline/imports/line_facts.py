"""What it says of a network that it is on a line: cn_telecom_guangdong is China Telecom's, in Guangdong, in China."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from trunkline.imports.text import shown
from trunkline.lines.catalogue import (
    DEFAULT,
    WITH_AREAS,
    WITH_PROVINCES,
    Category,
    canonical,
    catalogue,
    country_line,
    find_line,
    province_code,
    read_rows,
)
from trunkline.lines.facts import Facts


def facts_of_line(code: str) -> Facts:
    """What a line, by its code or an alias, says of a network.

    Raises ValueError, with the way out, for `default`, for a line made of provinces or countries (cn_telecom_huanan,
    os_asia), since a network is in one of them, and for what is no system line.
    """
    facts = _said().get(canonical(code))
    if facts:
        return facts
    line = find_line(code)
    if line is None:
        code = shown(code)
        close = get_close_matches(code.lower(), _said(), n=1)
        guess = f"; did you mean {close[0]}?" if close else ""
        raise ValueError(f"{code} is no system line (a line of one's own is a document with its networks){guess}")
    if code == DEFAULT:
        raise ValueError("default is everyone's line: name another")
    below = next(one.code for one in catalogue().values() if one.parent == line.code)
    raise ValueError(
        f"{code} is made of narrower lines: name one of them, such as {below}, or make a line of one's own"
    )


@cache
def _said() -> Mapping[str, Facts]:
    """Every line that says something of a network → what it says."""
    said = dict(_of_networks())
    for row in read_rows("provinces.csv"):
        for stem in (*WITH_AREAS, *WITH_PROVINCES):
            carrier = "" if stem == "region" else stem
            code = f"cn_{stem}_{province_code(row['iso'])}"
            said[code] = Facts(carrier, row["iso"], "CN", said=code)
    for iso in ("CN", *(row["iso"] for row in read_rows("continents.csv"))):
        code = country_line(iso)
        said[code] = Facts(country=iso, said=code)
    return said


def _of_networks() -> list[tuple[str, Facts]]:
    """Carriers as a whole, clouds and search engines."""
    found = []
    for code, line in catalogue().items():
        match line.category:
            case Category.ISP if line.parent == DEFAULT:
                found.append((code, Facts(carrier=code, said=code)))
            case Category.CLOUD:
                found.append((code, Facts(cloud=code, said=code)))
            case Category.SEARCH:
                found.append((code, Facts(search=code, said=code)))
    return found
