"""Writes the embedded line table for `engine/benches/lines.rs`: `python -m lines.raw FILE`.

Little-endian: how many classes, IPv4 ranges and IPv6 ranges there are, 32 bits each; for each class the number of its
carrier, 0 for those who are on none, 16 bits each; then the ranges as the engine is told them.
"""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path

from trunkline.lines.catalogue import Category, find_line
from trunkline.lines.embedded import embedded
from trunkline.lines.table import LineTable


def main(file: Path) -> None:
    """One file, and a word on what is in it."""
    table = embedded()
    askers = table.askers
    carriers = carrier_of_class(table)
    counts = askers.classes, len(askers.v4_classes), len(askers.v6_classes)
    ranges = (askers.v4_starts, askers.v4_classes, askers.v6_starts, askers.v6_classes)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<3I", *counts) + b"".join(each.tobytes() for each in (carriers, *ranges)))
    print(f"{file}: {counts[0]} classes, {counts[1]:,} IPv4 and {counts[2]:,} IPv6 ranges")


def carrier_of_class(table: LineTable) -> array[int]:
    """By the widest carrier line of a class, so that all of a carrier's provinces are one."""
    numbers: dict[str, int] = {"": 0}
    found = ([line for line in lines if _is_carrier(line)] for lines in table.classes)
    return array("H", [numbers.setdefault(carriers[-1] if carriers else "", len(numbers)) for carriers in found])


def _is_carrier(code: str) -> bool:
    line = find_line(code)
    return line is not None and line.category is Category.ISP


if __name__ == "__main__":
    assert sys.byteorder == "little", "the bench reads numbers as this machine writes them"
    main(Path(sys.argv[1]))
