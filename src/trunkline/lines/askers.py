"""Which class of askers an address belongs to: the flat table that the engine searches."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskerTable:
    """Which class of askers an address belongs to, as sorted arrays without holes.

    `v4_starts` (unsigned 32 bit) and `v6_starts` (pairs of unsigned 64 bit: high, low) hold the first address of each
    range; both begin at address zero. The class beside it holds up to the next start. Classes are 0 … `classes` - 1.
    """

    classes: int
    v4_starts: array[int]
    v4_classes: array[int]
    v6_starts: array[int]
    v6_classes: array[int]
