"""How much failing checks may move at once before a person must agree."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.documents.settings import Brake


@dataclass(frozen=True, slots=True)
class Moves:
    """What was moved lately: pairs of when (seconds since the epoch) and how many lines of access domains."""

    made: tuple[tuple[float, int], ...] = ()

    def and_now(self, moved: int, window: float, now: float) -> Moves:
        """With these as well, without those that are out of the window."""
        return Moves((*(one for one in self.made if one[0] > now - window), (now, moved)))

    def held(self, brake: Brake, moved: int, answered: int, now: float) -> str:
        """Why so many more may not be moved now, of all that are answered; empty if they may."""
        if brake.per_cent is None or not moved:
            return ""
        together = moved + sum(count for at, count in self.made if at > now - brake.window)
        if together * 100 <= brake.per_cent * answered:
            return ""
        earlier = f", {together - moved} of them already," if together > moved else ""
        return (
            f"{together} of {answered} lines of access domains would be answered otherwise{earlier} within "
            f"{brake.window:g} s, and the brake is set to {brake.per_cent} %"
        )
