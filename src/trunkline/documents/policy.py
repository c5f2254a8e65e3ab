"""The words of gtm.md for how work is shared and how many must be up."""

from __future__ import annotations

from enum import StrEnum


class Policy(StrEnum):
    """How the available members of a list share the work (gtm.md section 6)."""

    ROUND_ROBIN = "round_robin"
    SEQUENCE = "sequence"
    WEIGHT = "weight"
    SOURCE_NEAREST = "source_nearest"


class Judgement(StrEnum):
    """How many must be good for the whole to be good (gtm.md sections 9.3 and 9.4)."""

    ANY_OK = "any_ok"
    P30_OK = "p30_ok"
    P50_OK = "p50_ok"
    P70_OK = "p70_ok"
    ALL_OK = "all_ok"

    def met(self, good: int, total: int) -> bool:
        """Whether `good` of `total` are enough; nothing is ever enough of nothing."""
        if self is Judgement.ANY_OK:
            return good >= 1
        return total > 0 and good * 100 >= _PER_CENT[self] * total


_PER_CENT = {Judgement.P30_OK: 30, Judgement.P50_OK: 50, Judgement.P70_OK: 70, Judgement.ALL_OK: 100}
