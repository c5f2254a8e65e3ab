"""The texts of ip2region, which have had three layouts.

    country|area|province|city|owner        until 2024
    country|province|city|owner             2025
    country|province|city|owner|code        since 2026; outside China in English, `code` is the country's

`0` and empty fields are unknown. Who makes such files by himself may append fields to any of them.
"""

from __future__ import annotations

from functools import lru_cache

from trunkline.imports.owners import owner_facts
from trunkline.imports.places import APART, country_code, place
from trunkline.lines.facts import Facts


def facts_of_region(text: str) -> Facts:
    """What a text says: the country, and in mainland China the province, and the carrier or the cloud.

    `said` has only those words that decided something, so that few statements differ.
    """
    return _facts(*_told(["" if field == "0" else field.strip() for field in text.split("|")]))


def _told(fields: list[str]) -> tuple[str, str, str, str]:
    """(country, the country's code, province, owner), each "" when it is unknown."""
    country, second, third, fourth, fifth = (*fields, "", "", "", "", "")[:5]
    if len(fields) < 5:
        return country, "", second, fourth
    code = _code(country, fifth)
    return (country, code, second, fourth) if code else (country, "", third, fifth)


def _code(country: str, last: str) -> str:
    """The country's code if that is what the last field is: an owner may have two letters too (BT in Britain)."""
    code = country_code(last) if len(last) == 2 and last.isascii() else ""
    named = country_code(country)
    return code if named in ("", code) or (named == "CN" and code in APART) else ""


@lru_cache(maxsize=1 << 16)
def _facts(country: str, code: str, province: str, owner: str) -> Facts:
    where, part = place(code or country, province)
    whose = owner_facts(owner, where)
    decided = (country, province if part or where in APART else "", whose.said)
    said = "|".join(word for word in decided if word) if where else ""
    return Facts(whose.carrier, part, where, whose.cloud, said=said)
