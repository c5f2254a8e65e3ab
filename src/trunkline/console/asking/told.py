"""What lines are told, and whether that is otherwise than before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trunkline.client import Json

NOERROR = "NOERROR"


def told(row: Json) -> str:
    """A row of the probe in words: its addresses in one order, however they were turned, or why there are none."""
    if row["answer"]:
        return ", ".join(sorted(row["answer"]))
    return "" if row["rcode"] == NOERROR else str(row["rcode"])


@dataclass(frozen=True, slots=True)
class Run:
    """One asking of every line: the rows by line, the revision that it was answered by, and when (epoch seconds)."""

    rows: Mapping[str, Json] = field(default_factory=dict)
    revision: int = 0
    at: float = 0.0

    @classmethod
    def of(cls, rows: Sequence[Json], revision: int, at: float) -> Run:
        """As the API told the rows."""
        return cls({row["line"]: row for row in rows}, revision, at)

    def was(self, row: Json, revision: int) -> str | None:
        """What this run was told where `row` is told something else; None if it is the same.

        Where neither the reason nor the revision is another, chance or a turn drew another address: nobody moved.
        """
        before = self.rows.get(row["line"])
        if before is None or told(before) == told(row):
            return None
        same_reason = before["because"] == row["because"] and before["rcode"] == row["rcode"]
        return None if same_reason and revision == self.revision else told(before)
