"""How many must be up: the words of gtm.md sections 9.3 and 9.4."""

from __future__ import annotations

from enum import StrEnum


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
