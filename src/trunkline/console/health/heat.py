"""The heat-map: addresses down, places across; rows of another page are not drawn at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.graph import address_state
from trunkline.console.feed import World
from trunkline.console.health.grid import cell_of, places_of, sought
from trunkline.console.parts.ago import ago
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.state import StateChip
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words


class Heat:
    """`chosen` is called with the name of an address. `names` are those of the page that is shown."""

    def __init__(self, visit: Visit, chosen: Callable[[str], None]) -> None:
        self._say, self._chosen = visit.say, chosen
        self._world = World()
        self._places: tuple[str, ...] | None = None
        self._rows: dict[str, _Row] = {}
        self._latencies: Mapping[tuple[str, str], float] = {}
        with ui.element("section").classes("panel heat"):
            self._draw_filters()
            with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
                self._head, self._body = ui.element("thead"), ui.element("tbody")
            self._none = Text("p", self._say("There is none."), "quiet")
            self._pager = Pager(self._say, self._draw)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the addresses that are drawn."""
        return tuple(self._rows)

    def show(self, world: World) -> None:
        """As it is now."""
        self._world = world
        self._draw()

    def show_latencies(self, found: Mapping[tuple[str, str], float]) -> None:
        """In seconds, by address and place."""
        self._latencies = found
        for name, row in self._rows.items():
            row.show_latencies({place: found.get((name, place)) for place in self._places or ()})

    def focus(self, name: str) -> None:
        """The keyboard goes to that row, if it is drawn."""
        if name in self._rows:
            self._rows[name].button.run_method("focus")

    def _draw_filters(self) -> None:
        say = self._say
        states = {
            "": say("All states"),
            "down": say("Down"),
            "partly": say("Partly failing"),
            "ok": say("OK"),
            "unmonitored": say("Not monitored"),
            "forced": say("By hand"),
            "drained": say("Draining"),
            "off": say("Disabled"),
        }
        with ui.element("div").classes("row between"):
            Text("h2", say("Addresses and places"))
            with ui.element("div").classes("heat-filters"):
                self._text = ui.input(say("Search"), on_change=lambda: self._turn())
                self._text.props("dense outlined clearable debounce=200 type=search").classes("search")
                self._state = ui.select(states, label=say("State"), value="", on_change=lambda: self._turn())
                self._state.props("dense outlined").classes("search")

    def _turn(self) -> None:
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        found = sought(self._world.addresses, self._text.value or "", self._state.value)
        shown = {row["name"]: row for row in self._pager.cut(found)}
        places = places_of(self._world)
        if ([*shown], places) != ([*self._rows], self._places):
            self._redraw(tuple(shown), places)
        for name, row in shown.items():
            self._rows[name].show(row)
        self._none.set_visibility(not found)

    def _redraw(self, names: tuple[str, ...], places: tuple[str, ...]) -> None:
        if places != self._places:
            self._places = places
            self._head.clear()
            with self._head, ui.element("tr"):
                for title in (self._say("Address"), self._say("State"), *places):
                    Text("th", title).props("scope=col")
        self._body.clear()
        with self._body:
            self._rows = {name: _Row(self._say, name, places, self._chosen) for name in names}
        self.show_latencies(self._latencies)


class _Row:
    def __init__(self, say: Words, name: str, places: tuple[str, ...], chosen: Callable[[str], None]) -> None:
        with ui.element("tr"):
            with ui.element("th").props("scope=row"):
                self.button = Text("button", name, "row-link").on("click", lambda: chosen(name))
                self.button.props("type=button")
                self._endpoint = Text("div", "", "quiet mono")
            with ui.element("td"):
                self._state = StateChip(say)
                self._because = Text("span", "", "quiet block why")
            self._cells = {place: _Cell(say) for place in places}

    def show(self, row: Json) -> None:
        self._endpoint.set_text(row["endpoint"])
        self._state.show(address_state(row))
        self._because.set_text(row["because"])
        for place, cell in self._cells.items():
            cell.show(row, place)

    def show_latencies(self, found: Mapping[str, float | None]) -> None:
        for place, cell in self._cells.items():
            cell.latency.set_text(milliseconds(found.get(place)))


class _Cell:
    def __init__(self, say: Words) -> None:
        self._say, self._code = say, ""
        with ui.element("td").classes("heat-cell") as self._cell:
            self._chip = StateChip(say)
            self.latency = Text("span", "", "number")
            self._since = Text("span", "", "quiet block")

    def show(self, row: Json, place: str) -> None:
        cell = cell_of(row, place)
        self._chip.set_visibility(cell is not None)
        code = f"heat-{cell.state.code}" if cell else ""
        if code != self._code:
            self._cell.classes(add=code, remove=self._code)
            self._code = code
        if cell is None:
            self._since.set_text("–")
            return
        self._chip.show(cell.state)
        since = cell.since
        self._since.set_text(
            "" if since is None else self._say("since {when}", when=ago(self._say, since, time.time()))
        )


def milliseconds(latency: float | None) -> str:
    """Seconds as people read them: `3.4 ms`, `120 ms`; nothing for None."""
    if latency is None:
        return ""
    return f"{latency * 1e3:.1f} ms" if latency < 0.01 else f"{latency * 1e3:,.0f} ms"
