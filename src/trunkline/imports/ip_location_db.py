"""The CSV files of ip-location-db and DB-IP: first address, last address, and a network's number or a place.

    asn        first, last, AS number, name
    country    first, last, country
    city       first, last, country, province, …                                         (ip-location-db)
               first, last, continent, country, province, city, latitude, longitude      (DB-IP)

Which of them a row is, the row itself tells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from trunkline.imports.addresses import parse_numbers, parse_range
from trunkline.imports.format import Format, Progress, Row, Wish
from trunkline.imports.owners import network_facts
from trunkline.imports.places import place
from trunkline.imports.text import first_line, read_lines
from trunkline.lines.facts import Facts

_DB_IP_CITY = 6
"""So many fields stand after the addresses in a row of DB-IP's cities."""


def read_csv(path: Path, wish: Wish, progress: Progress) -> Iterator[Row]:
    """Rows of either family; addresses are text, or numbers (the files called -num)."""
    return read_lines(path, progress, _row)


def looks_like_csv(head: bytes, tail: bytes) -> bool:
    """Whether the first line is a row."""
    try:
        return _row(first_line(head)) is not None
    except ValueError:
        return False


def _row(text: str) -> Row | None:
    if not text.strip():
        return None
    first, _, more = text.partition(",")
    last, _, rest = more.partition(",")
    if not rest:
        raise ValueError("this is no row of three fields or more")
    range_of = _range(first.strip('" '), last.strip('" '))
    facts = _said(rest)
    return (*range_of, facts) if facts else None


def _range(first: str, last: str) -> tuple[int, int, int]:
    return parse_numbers(first, last) if first.isdecimal() else parse_range(first, last)


@lru_cache(maxsize=1 << 18)
def _said(rest: str) -> Facts | None:
    fields = _fields(rest)
    if fields[0].strip().removeprefix("AS").isdecimal():
        return network_facts(fields[0], "", "")
    if len(fields) == _DB_IP_CITY:
        fields = fields[1:]
    country, province = place(fields[0], fields[1] if len(fields) > 1 else "")
    return Facts(country=country, province=province) if country else None


def _fields(rest: str) -> list[str]:
    if '"' not in rest:
        return rest.split(",")
    try:
        return next(csv.reader([rest]))
    except csv.Error as error:
        raise ValueError(str(error)) from error


FORMAT = Format("csv", "ip-location-db or DB-IP, *.csv", looks_like_csv, read_csv)
