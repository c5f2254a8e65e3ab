"""A state as colour, icon and word: never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.client import Json
from trunkline.console.parts.spans import Markup, Spans, icon, span, together
from trunkline.console.words import Words


@dataclass(frozen=True, slots=True)
class State:
    """`code` is the class in the style sheet; `word` is English."""

    code: str
    icon: str
    word: str


OK = State("ok", "check_circle", "OK")
UNMONITORED = State("unmonitored", "help", "Not monitored")
PARTLY = State("partly", "error", "Partly failing")
DOWN = State("down", "cancel", "Down")
OFF = State("off", "pause_circle", "Disabled")
DRAINED = State("drained", "exit_to_app", "Draining")
FORCED = State("forced", "back_hand", "By hand")
UNKNOWN = State("unknown", "pending", "Unknown")

_BY_HEALTH = {"ok": OK, "ok_alert": PARTLY, "ok_no_monitor": UNMONITORED, "exceptional": DOWN}
STATES = (OK, PARTLY, DOWN, UNMONITORED, OFF, DRAINED, FORCED, UNKNOWN)


def state_of(standing: Json) -> State:
    """Of a row of the status: an access domain, a pool or an address."""
    if not standing.get("enabled", True):
        return OFF
    return _BY_HEALTH.get(standing.get("health", ""), UNKNOWN)


def chip(say: Words, state: State) -> Markup:
    """A small word with its icon, to stand among other texts."""
    return span(_inside(say, state), f"chip state-{state.code}")


class StateChip:
    """A small word with its icon; `show` changes what it says, in place."""

    def __init__(self, say: Words, state: State = UNKNOWN) -> None:
        self._say, self._state = say, state
        self._chip = Spans("span", _inside(say, state), classes=f"chip state-{state.code}")

    def show(self, state: State) -> None:
        """Changes the page only if the state is another."""
        if state is self._state:
            return
        old, self._state = self._state, state
        self._chip.classes(add=f"state-{state.code}", remove=f"state-{old.code}")
        self._chip.show(_inside(self._say, state))

    def set_visibility(self, visible: bool) -> None:
        """Where there is nothing to say, it is not there."""
        self._chip.set_visibility(visible)


def _inside(say: Words, state: State) -> Markup:
    return together(icon(state.icon), span(say(state.word)))
