"""Acts on the line table, under way and done: where each stands, for those who ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Literal

from trunkline.errors import NotFound
from trunkline.line_tables.act import Act, Came

State = Literal["running", "done", "refused", "failed"]

KEPT = 20
"""Acts that are remembered after their end."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done; `done` of `of` where that is known, else both are 0."""

    step: str = "waiting"
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Under:
    """An act and where it stands. `refused` by the guards, `failed` with an `error` for people; `came` what came of it,
    at its end; `began` and `ended` in seconds since the epoch."""

    id: str
    act: Act
    state: State = "running"
    progress: Progress = field(default_factory=Progress)
    came: Came | None = None
    error: str = ""
    began: float = 0.0
    ended: float | None = None


class Acts:
    """By id; the oldest that are done are forgotten."""

    def __init__(self) -> None:
        self._known: dict[str, Under] = {}

    def begin(self, act: Act) -> Under:
        """A new one."""
        ended = [one.id for one in self._known.values() if one.ended is not None]
        for old in ended[: max(0, len(self._known) - KEPT + 1)]:
            del self._known[old]
        under = Under(token_hex(8), act, began=time.time())
        self._known[under.id] = under
        return under

    def tell(self, id_: str, progress: Progress) -> None:
        """How far it is."""
        self._known[id_] = replace(self._known[id_], progress=progress)

    def end(self, id_: str, state: State, came: Came | None = None, error: str = "") -> None:
        """What became of it."""
        now = time.time()
        self._known[id_] = replace(self._known[id_], state=state, came=came, error=error, ended=now)

    def find(self, id_: str) -> Under:
        """Raises NotFound."""
        if id_ not in self._known:
            raise NotFound(f"there is no act {id_} on the line table; they are forgotten when a node starts anew")
        return self._known[id_]

    def __iter__(self) -> Iterator[Under]:
        """The newest first."""
        return reversed(self._known.values())
