"""Small files of every format, made by the tests."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet

from trunkline.imports import Row, Wish, formats, open_rows
from trunkline.lines.facts import Facts

Region = tuple[str, str, str]
"""(first address, last address, text) of an xdb."""


def rows(path: Path, format: str, wish: Wish | None = None) -> list[Row]:
    return list(open_rows(path, formats()[format], wish or Wish(), lambda done, size: None))


def in_words(found: Iterable[Row]) -> dict[str, Facts]:
    """Rows by their addresses as people write them: "1.0.0.0-1.0.0.255"."""
    address = {32: IPv4Address, 128: IPv6Address}
    return {f"{address[bits](first)}-{address[bits](last)}": facts for bits, first, last, facts in found}


def write_text(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xdb(path: Path, regions: Sequence[Region], version: int = 2, family: int = 4) -> Path:
    """An xdb as ip2region writes it; its index for looking up is left empty."""
    begin = 256 + 256 * 256 * 8
    places: dict[str, int] = {}
    texts = b""
    for _, _, text in regions:
        if text not in places:
            places[text] = begin + len(texts)
            texts += text.encode()
    entries = b"".join(_entry(family, region, places[region[2]]) for region in regions)
    first = begin + len(texts)
    last = first + len(entries) - len(entries) // len(regions)
    header = struct.pack("<HHIIIHH", version, 1, 1_700_000_000, first, last, family if version == 3 else 0, 4)
    path.write_bytes(header.ljust(begin, b"\0") + texts + entries)
    return path


def _entry(family: int, region: Region, where: int) -> bytes:
    first, last, text = region
    addresses = b"".join(ip_address(one).packed[:: -1 if family == 4 else 1] for one in (first, last))
    return addresses + struct.pack("<HI", len(text.encode()), where)


def write_mmdb(path: Path, records: Mapping[str, Any], version: int = 6, **options: Any) -> Path:
    """A MaxMind DB of networks → records; IPv4 networks stand below ::/96 in one of version 6."""
    writer = MMDBWriter(ip_version=version, ipv4_compatible=version == 6, database_type="a test", **options)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path
