"""Lines as people call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trunkline.client import Json
from trunkline.console.words import Words

Titles = Mapping[str, str]
"""Code of a line → its title, in the person's language."""


def titles_of(say: Words, catalogue: Sequence[Json]) -> Titles:
    """`catalogue` is as the API tells it."""
    return {row["code"]: row["zh"] if say.language == "zh" else row["name"] for row in catalogue}


def titled(titles: Titles, code: str) -> str:
    """`China Mobile (mobile)`; only the code where there is no title."""
    title = titles.get(code, code)
    return code if title == code else f"{title} ({code})"


def told_field(say: Words, field: str) -> str:
    """What a layer speaks of: `carrier` is 运营商 in Chinese."""
    known = {
        "carrier": say("carrier"),
        "province": say("province"),
        "country": say("country"),
        "cloud": say("cloud"),
        "search": say("search engine"),
        "line": say("line"),
    }
    return known.get(field, field)
