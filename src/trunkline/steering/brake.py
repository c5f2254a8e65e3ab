"""How much failing checks may move at once before a person must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trunkline.documents.config import Config
from trunkline.documents.settings import Brake
from trunkline.health.availability import Availability, Standing


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back until a person agrees: since when (seconds since the epoch), why, and whose turn.

    `revision` is that of the documents then: who agrees does so later. `standings` are those that these addresses are
    still answered by.
    """

    since: float
    because: str
    revision: int
    standings: Mapping[str, Standing]


@dataclass(frozen=True, slots=True)
class Moves:
    """What was moved lately: when (seconds of a clock that nobody sets), and how many lines of access domains."""

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


def kept_back(config: Config, judged: Availability, stood: Mapping[str, Standing]) -> dict[str, Standing]:
    """Of how addresses stood, what they may go on being answered by: where only checks say otherwise.

    What an operator says of an address counts at once, and so do the checks where they say the same.
    """
    return {
        name: standing
        for name, standing in stood.items()
        if _follows_checks(name, config) and standing.available != judged.addresses[name].available
    }


def _follows_checks(name: str, config: Config) -> bool:
    address = config.addresses.get(name)
    return address is not None and address.enabled and address.mode == "auto" and name not in config.overrides
