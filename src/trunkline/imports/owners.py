"""Whose network it is: by the number of its autonomous system, or by its owner's name as a file spells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from trunkline.imports.words import read_words
from trunkline.lines.catalogue import Category, catalogue
from trunkline.lines.facts import NOBODY, SILENCE, Facts
from trunkline.lines.lists import listed_networks


def network_facts(asn: str, owner: str, country: str) -> Facts | None:
    """What is said of a network by its AS number ("4134", "AS4134"; "" or "0": none), its owner's name and its country.

    The curated list has the first word, then the name (`owner_facts`). Who is known by number, and by neither of the
    two to be a carrier, is NOBODY. None when nothing is said; raises ValueError for a number that is none.
    """
    number = _number(asn)
    listed = listed_networks().get(number)
    facts = listed or owner_facts(owner, country)
    if number and not facts.carrier:
        facts = replace(facts, carrier=NOBODY)
    facts = replace(facts, country=country, asn=number)
    return facts if facts != SILENCE else None


@lru_cache(maxsize=1 << 16)
def owner_facts(owner: str, country: str) -> Facts:
    """What an owner's name tells in mainland China: a cloud or a carrier; SILENCE elsewhere.

    CMPak, CenturyLink and 中华电信 would match too, were the country not looked at; and of what ip2region calls
    Alibaba's abroad, nine tenths are not.
    """
    line = next((line for line, pattern in _patterns() if pattern.search(owner)), "") if country == "CN" else ""
    if not line:
        return SILENCE
    return Facts(cloud=line, said=owner) if line in _clouds() else Facts(carrier=line, said=owner)


def _number(asn: str) -> str:
    number = asn.strip().upper().removeprefix("AS").lstrip("0")
    if number and not (number.isascii() and number.isdecimal() and len(number) <= 10 and int(number) < 1 << 32):
        raise ValueError("this is no AS number")
    return number


@cache
def _clouds() -> frozenset[str]:
    return frozenset(code for code, line in catalogue().items() if line.category is Category.CLOUD)


@cache
def _patterns() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Line → what its owners are called; the first that matches has the word."""
    return [(row["line"], re.compile(row["pattern"], re.IGNORECASE)) for row in read_words("owners.csv")]
