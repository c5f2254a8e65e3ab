"""What is known of one address: each check at each place, its latency over the last checks, and how it stood."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.graph import address_state
from trunkline.console.canvas.panel import Checks
from trunkline.console.feed import World
from trunkline.console.health.curve import Curve
from trunkline.console.health.grid import Stretch, stretches
from trunkline.console.parts.ago import moment
from trunkline.console.parts.state import StateChip
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, soon
from trunkline.errors import TrunklineError

TURNS = 20
"""Turns of an address, the newest first."""


class AddressPanel:
    """`open` shows an address, `show` keeps it as it is now, `measure` its latency; empty while none is open."""

    def __init__(self, visit: Visit, closed: Callable[[str], None]) -> None:
        self._visit, self._say, self._closed = visit, visit.say, closed
        self.name = ""
        self._aside = ui.element("aside").classes("side panel").props(f'aria-label="{self._say("Details")}"')
        self._aside.on("keydown.esc", self.close)

    def open(self, name: str, world: World) -> None:
        """Draws it and takes the keyboard there."""
        self.name, self._stood = name, ""
        self._aside.clear()
        with self._aside:
            with ui.element("div").classes("side-head"):
                heading = Text("h2", name).props("tabindex=-1")
                button = ui.button(icon="close", on_click=self.close)
                button.props(f'flat round dense aria-label="{self._say("Close")}"')
            self._state = StateChip(self._say)
            self._because = Text("p")
            self._checks = Checks(self._visit, ("address", name))
            self._curve = Curve(self._say)
            with ui.element("section"):
                Text("h3", self._say("How it stood"))
                self._strip = ui.element("div").classes("strip").props("aria-hidden=true")
                self._turns = ui.element("ol").classes("turns")
        self.show(world)
        soon(self.measure())
        heading.run_method("focus")

    def close(self) -> None:
        """Empties it; the keyboard goes back to where it came from."""
        name, self.name = self.name, ""
        self._aside.clear()
        if name:
            self._closed(name)

    def show(self, world: World) -> None:
        """As it is now."""
        row = next((one for one in world.addresses if one["name"] == self.name), None)
        if row is None:
            return
        self._state.show(address_state(row))
        self._because.set_text(row["because"])
        self._checks.show(world)
        stood = f"{row['health']} {row['enabled']} {row['because']}"
        if stood != self._stood:
            self._stood = stood
            soon(self._look_back(self.name))

    async def measure(self) -> None:
        """Reads the last checks; says nothing where the node does not answer, for the frame does."""
        name = self.name
        if not name:
            return
        with suppress(TrunklineError):
            told = await self._visit.ask(self._visit.client.checks, [name])
            if name == self.name:
                self._curve.show(told)

    async def _look_back(self, name: str) -> None:
        with suppress(TrunklineError):
            ask, log = self._visit.ask, self._visit.client.log
            found: Json = await ask(log, "standings", kind="address", key=name, limit=TURNS)
            if name == self.name:
                self._draw_past(stretches(found, time.time()))

    def _draw_past(self, past: tuple[Stretch, ...]) -> None:
        self._strip.clear()
        with self._strip:
            for one in reversed(past):
                share = max(one.end - one.start, 0.001)
                ui.element("span").classes(f"strip-{one.state.code}").style(f"flex-grow: {share:.3f}")
        self._turns.clear()
        with self._turns:
            for one in past:
                with ui.element("li"):
                    Text("time", moment(self._say, one.start), "quiet number")
                    StateChip(self._say, one.state)
                    Text("span", one.because)
            if not past:
                Text("li", self._say("Nothing yet."), "quiet")
