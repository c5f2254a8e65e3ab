"""What the heat-map shows of the world: a row an address, a cell what one place finds there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trunkline.client import Json
from trunkline.console.canvas.graph import address_state, task_state
from trunkline.console.feed import World
from trunkline.console.parts.state import DOWN, OK, UNKNOWN, State, state_of

_WORST_FIRST = (DOWN, UNKNOWN, OK)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a place finds of all tasks of an address: the worst, and since when (seconds since the epoch)."""

    state: State
    since: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time, in seconds since the epoch, through which an address stood alike, and why."""

    state: State
    start: float
    end: float
    because: str


def places_of(world: World) -> tuple[str, ...]:
    """The names of the places that have something to check or have said something, in order."""
    asked = {place["name"] for place in world.places if place["tasks"]}
    said = {word["place"] for row in world.addresses for task in row["tasks"] for word in task["places"]}
    return tuple(sorted(asked | said))


def cell_of(row: Json, place: str) -> Cell | None:
    """None where the place has said nothing of this address."""
    words = [word for task in row["tasks"] for word in task["places"] if word["place"] == place]
    if not words:
        return None
    state = min(map(task_state, words), key=_WORST_FIRST.index)
    return Cell(
        state, max((word["since"] for word in words if task_state(word) is state and word["since"]), default=None)
    )


def sought(rows: Iterable[Json], text: str, code: str) -> list[Json]:
    """Those with the text in name, endpoint, or the node's words, in any case, in the state of that code, if any."""
    text = text.strip().lower()
    return [row for row in rows if code in ("", address_state(row).code) and text in _words(row)]


def latencies(told: Iterable[Json]) -> Mapping[tuple[str, str], float]:
    """Address and place → seconds of the slowest of the last checks that were answered there."""
    found: dict[tuple[str, str], float] = {}
    for one in told:
        latency, key = one["checks"][-1]["latency"] if one["checks"] else None, (one["address"], one["place"])
        if latency is not None:
            found[key] = max(latency, found.get(key, 0.0))
    return found


def stretches(log: Sequence[Json], now: float) -> tuple[Stretch, ...]:
    """The log of standings of one address, newest first, as the times between its turns; the newest first too."""
    ends = [now, *(entry["at"] for entry in log)]
    return tuple(
        Stretch(state_of(entry), entry["at"], end, entry["because"]) for entry, end in zip(log, ends, strict=False)
    )


def _words(row: Json) -> str:
    return f"{row['name']} {row['endpoint']} {row['because']}".lower()
