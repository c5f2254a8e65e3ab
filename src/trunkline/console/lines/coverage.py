"""How much of the address space each line covers."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.lines.titles import Titles, titled
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.words import Words


class Coverage:
    """`found` is as the API tells it, the largest line first; bars are shares of the public IPv4 space."""

    def __init__(self, say: Words, titles: Titles, found: Json) -> None:
        self._say, self._titles, self._found = say, titles, found
        with ui.element("section").classes("panel"):
            Text("h2", say("Coverage"))
            unknown = share(found["unknown_v4"], found["v4"])
            Text("p", say("{share} of the public IPv4 addresses are on no line but default.", share=unknown), "quiet")
            self._search = ui.input(say("Search lines"), on_change=self._seek).classes("search")
            self._search.props("dense outlined clearable debounce=200 type=search")
            with scrolled(say("Coverage")), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    Text("th", say("Line")).props("scope=col")
                    Text("th", say("Share of IPv4")).props("scope=col")
                    Text("th", say("IPv4 addresses"), "number").props("scope=col")
                    Text("th", say("IPv6 networks of 48 bits"), "number").props("scope=col")
                self._body = ui.element("tbody")
            self._none = Text("p", say("There is none."), "quiet")
            self._pager = Pager(say, self._draw)
        self._draw()

    def _seek(self) -> None:
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        sought = (self._search.value or "").strip().lower()
        rows = [row for row in self._found["lines"] if sought in titled(self._titles, row["line"]).lower()]
        self._none.set_visibility(not rows)
        self._body.clear()
        with self._body:
            for row in self._pager.cut(rows):
                with ui.element("tr"):
                    Text("td", titled(self._titles, row["line"]))
                    part = share(row["v4"], self._found["v4"])
                    with ui.element("td").classes("covered"):
                        Text("span", part, "number")
                        ui.element("span").classes("cover").style(f"width: {100 * row['v4'] / self._found['v4']:.2f}%")
                    Text("td", f"{row['v4']:,}", "number")
                    Text("td", f"{row['v6']:,}", "number")


def share(part: float, whole: float) -> str:
    """In per cent, with as many digits as tell something."""
    if not part:
        return "0 %"
    per_cent = 100 * part / whole
    return f"{per_cent:.1f} %" if per_cent >= 1 else f"{per_cent:.2g} %" if per_cent >= 0.001 else "< 0.001 %"
