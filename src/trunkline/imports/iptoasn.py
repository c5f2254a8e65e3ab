"""The tables of iptoasn.com: first address, last address, AS number, country, name, with tabs between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from trunkline.imports.addresses import parse_range
from trunkline.imports.format import Format, Progress, Row, Wish
from trunkline.imports.owners import network_facts
from trunkline.imports.places import country_code
from trunkline.imports.text import first_line, read_lines
from trunkline.lines.facts import Facts


def read_iptoasn(path: Path, wish: Wish, progress: Progress) -> Iterator[Row]:
    """Both families in any order. AS number 0 is a network that nobody announces: nothing is said of it."""
    return read_lines(path, progress, _row)


def looks_like_iptoasn(head: bytes, tail: bytes) -> bool:
    """Whether the first line is a row."""
    try:
        return bool(_parts(first_line(head)))
    except ValueError:
        return False


def _row(text: str) -> Row | None:
    if not text.strip():
        return None
    bits, first, last, rest = _parts(text)
    facts = _said(rest)
    return (bits, first, last, facts) if facts else None


def _parts(text: str) -> tuple[int, int, int, str]:
    """(bits, first, last, the rest of the row)."""
    first, _, more = text.partition("\t")
    last, _, rest = more.partition("\t")
    if rest.count("\t") < 2:
        raise ValueError("this is no row of five fields with tabs between them")
    return *parse_range(first, last), rest


@lru_cache(maxsize=1 << 18)
def _said(rest: str) -> Facts | None:
    asn, country, _name = rest.split("\t", 2)
    return network_facts(asn, "", country_code(country)) if asn.strip("0 ") else None


FORMAT = Format("iptoasn", "iptoasn.com, ip2asn-*.tsv", looks_like_iptoasn, read_iptoasn)
