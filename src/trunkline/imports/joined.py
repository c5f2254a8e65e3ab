"""Rows that ascend, with neighbours that say the same made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trunkline.lines.facts import SILENCE
from trunkline.lines.layer import Row


def joined(rows: Iterable[Row]) -> Iterator[Row]:
    """Disjoint rows in ascending order, family after family, as few as will say the same; silence is left out."""
    held: Row | None = None
    for row in rows:
        bits, first, last, facts = row
        if held and held[2] + 1 == first and held[0] == bits and (held[3] is facts or held[3] == facts):
            held = bits, held[1], last, facts
            continue
        if held and held[3] != SILENCE:
            yield held
        held = row
    if held and held[3] != SILENCE:
        yield held
