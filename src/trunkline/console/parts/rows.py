"""A table whose rows stay in place while what they say changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.text import Text

Show = Callable[[Json], None]


class Rows:
    """`draw` draws a row's cells once, by its key, and answers what fills them; rows are drawn anew when keys differ.

    What a row's button opens is to stand outside of it, `with` an element that stays: it goes when rows come or go.
    A title that is empty is of a column of buttons, which say themselves what they do.
    """

    def __init__(self, titles: Sequence[str], draw: Callable[[str], Show], none: str) -> None:
        self._draw = draw
        self._shown: dict[str, Show] = {}
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain listed") as self._table:
            with ui.element("thead"), ui.element("tr"):
                for title in titles:
                    if title:
                        Text("th", title).props("scope=col")
                    else:
                        ui.element("td")
            self._body = ui.element("tbody")
        self._none = Text("p", none, "quiet")

    def show(self, rows: Mapping[str, Json]) -> None:
        """These, in this order."""
        if [*rows] != [*self._shown]:
            self._body.clear()
            with self._body:
                self._shown = {key: self._row(key) for key in rows}
        for key, row in rows.items():
            self._shown[key](row)
        self._table.set_visibility(bool(rows))
        self._none.set_visibility(not rows)

    def _row(self, key: str) -> Show:
        with ui.element("tr"):
            return self._draw(key)
