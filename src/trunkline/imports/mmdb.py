"""MaxMind DB files, *.mmdb, whoever made them: their records are read by the names of their fields.

    autonomous_system_number  isp     GeoLite2-ASN, GeoIP2-ISP, DB-IP, ip-location-db
    asn                               IPinfo Lite
    country.iso_code  subdivisions    GeoLite2 and GeoIP2 Country, City; DB-IP
    country_code  state1              ip-location-db; IPinfo Lite

What else a record has is left alone. The tree is walked here, since the library looks up and walks slowly; the records
are the library's to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import maxminddb
from maxminddb.decoder import Decoder
from maxminddb.errors import InvalidDatabaseError

from trunkline.errors import LayerRefused
from trunkline.imports.format import Format, Progress, Row, Wish
from trunkline.imports.joined import joined
from trunkline.imports.mmdb_tree import SEPARATOR, Tree, leaves
from trunkline.imports.owners import network_facts
from trunkline.imports.places import place
from trunkline.imports.text import shown
from trunkline.lines.facts import SILENCE, Facts

_MARK = b"\xab\xcd\xefMaxMind.com"
"""The metadata, in the end of the file, begin with it."""

_RECORDS = 1_000_000
_VALUES = 1_000
"""So many records a file may have, and so many values one of them."""


def read_mmdb(path: Path, wish: Wish, progress: Progress) -> Iterator[Row]:
    """The networks of which something is said; neighbours of which the same is said become one row."""
    try:
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            yield from joined(_rows(_tree(path, content), progress))
            progress(len(content), len(content))
    except (InvalidDatabaseError, ValueError) as error:
        why = str(error).replace(str(path), path.name)
        raise LayerRefused(path.name, f"it is damaged, or no mmdb: {why}") from error


def looks_like_mmdb(head: bytes, tail: bytes) -> bool:
    """Whether metadata stand at its end."""
    return _MARK in tail


def _tree(path: Path, content: mmap) -> Tree:
    try:
        with closing(maxminddb.open_database(path, maxminddb.MODE_MMAP)) as reader:
            told = reader.metadata()
            bits = {4: 32, 6: 128}.get(told.ip_version, 0)
            return Tree(content, bits, told.node_count, told.record_size)
    except (TypeError, LookupError, OverflowError) as error:
        raise ValueError("its metadata cannot be understood") from error


def _rows(tree: Tree, progress: Progress) -> Iterator[Row]:
    records = _Records(tree)
    for bits, first, last, where in leaves(tree, progress):
        yield bits, first, last, records.facts(where)
    if records.mute:
        raise ValueError(f"its records say neither whose a network is nor where, but only {records.mute}")


class _Records:
    """The data of a file, each record read once however many networks share it.

    `mute` has the names of a record's fields as long as no record said anything.
    """

    def __init__(self, tree: Tree) -> None:
        self._begin = tree.size + SEPARATOR
        self._decoder = Decoder(tree.content, self._begin)
        self._facts: dict[int, Facts] = {}
        self._spoken = False
        self.mute = ""

    def facts(self, where: int) -> Facts:
        """What the record at that place in the file says."""
        facts = self._facts.get(where)
        if facts is None:
            if where < self._begin or len(self._facts) == _RECORDS:
                raise ValueError("its records are not where they should be, or too many")
            facts = self._facts[where] = self._read(where)
        return facts

    def _read(self, where: int) -> Facts:
        try:
            record, _ = self._decoder.decode(where)
        except TypeError as error:
            raise ValueError("a record of it cannot be read") from error
        if not isinstance(record, dict) or _size(record) > _VALUES:
            raise ValueError("a record of it has no fields, or too many")
        facts = facts_of_record(record)
        self._spoken = self._spoken or facts != SILENCE
        self.mute = "" if self._spoken else shown(", ".join(map(str, record)))
        return facts


def facts_of_record(record: Mapping[str, Any]) -> Facts:
    """What a record says by those of its fields that are known; ValueError where an AS number is none."""
    asn = record.get("autonomous_system_number", record.get("asn"))
    country, parts = record.get("country"), record.get("subdivisions")
    part = parts[0] if isinstance(parts, list) and parts else record
    where = record.get("country_code") or _inner(country, "iso_code") or country
    province = _inner(part, "iso_code") or _inner(_inner(part, "names"), "en") or _inner(part, "state1")
    return _facts(_text(asn), _text(record.get("isp")), _text(where), _text(province))


@lru_cache(maxsize=1 << 16)
def _facts(asn: str, owner: str, country: str, province: str) -> Facts:
    where, part = place(country, province)
    facts = network_facts(asn, owner, where) or SILENCE
    return replace(facts, province=part) if part else facts


def _inner(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) else ""


def _size(record: Any) -> int:
    """How many values it has, those inside others counted."""
    values = [record]
    for value in values:
        values += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return len(values)


def made_mmdb(path: Path) -> float:
    """When it was built, by its metadata."""
    with closing(maxminddb.open_database(path, maxminddb.MODE_MMAP)) as reader:
        return float(reader.metadata().build_epoch)


TITLE = "MaxMind, DB-IP, IPinfo or ip-location-db, *.mmdb"

FORMAT = Format("mmdb", TITLE, looks_like_mmdb, read_mmdb, made_mmdb)
