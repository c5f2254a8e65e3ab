"""The pools of an access domain or the addresses of a pool, as a list that is put in order, weighed and given lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.shares import MEMBERS, in_order, moved, stepped
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

ROWS = 10
"""Of a page: each row has four buttons, and a form is to open at once."""


class Members:
    """`choices` are the names that may be added; `lines` are offered, and any other line's code may be typed."""

    def __init__(self, say: Words, kind: str, body: Json, choices: Sequence[str], lines: Sequence[str]) -> None:
        self._say, self._field, self._named = say, *MEMBERS[kind]
        self._shares: dict[str, Json] = {one[self._named]: dict(one) for one in in_order(kind, body)}
        self._choices, self._lines = choices, lines
        self._dragged = ""
        with ui.element("fieldset").classes("members"):
            Text("legend", say({"pools": "Pools", "addresses": "Addresses"}[self._field]))
            self._list = ui.element("ol")
            self._pager = Pager(say, self._draw, ROWS)
            self._add = ui.select([], label=say("Add"), with_input=True).classes("wide")
            self._add.on_value_change(lambda event: self._put(event.value))
        self._draw()

    def body(self) -> dict[str, Json]:
        """The field with its references, their serials counted from 1."""
        shares = [{**one, "serial": serial} for serial, one in enumerate(self._shares.values(), start=1)]
        return {self._field: shares}

    def _draw(self, focus: str = "") -> None:
        self._add.set_options([one for one in self._choices if one not in self._shares], value=None)
        self._list.clear()
        with self._list:
            for name in self._pager.cut([*self._shares]):
                self._draw_share(name, self._shares[name], focus)

    def _draw_share(self, name: str, share: Json, focus: str) -> None:
        say = self._say
        with ui.element("li").props("draggable=true") as row:
            with ui.element("div").classes("row"):
                Text("span", name, "member-name")
                told = Text("span", self._told(share), "quiet")
                more = self._button("tune", say("Weight and lines: {name}", name=name), lambda: None)
                up = self._button("arrow_upward", say("Earlier: {name}", name=name), lambda: self._step(name, -1))
                self._button("arrow_downward", say("Later: {name}", name=name), lambda: self._step(name, 1))
                self._button("close", say("Take {name} out", name=name), lambda: self._drop(name))
            fields = ui.element("div").classes("row")
        more.on_click(lambda: self._draw_fields(fields, share, told))
        row.on("dragstart", lambda: self._lift(name))
        row.on("dragover", js_handler="(event) => event.preventDefault()")
        row.on("drop", lambda: self._reorder(moved([*self._shares], self._dragged, name)))
        if name == focus:
            up.run_method("$el.focus")

    def _draw_fields(self, place: ui.element, share: Json, told: Text) -> None:
        """Only where somebody wants them: fifty of them would make everybody wait."""

        def take(**changed: Json) -> None:
            share.update(changed)
            told.set_text(self._told(share))

        place.clear()
        with place:
            weight = ui.number(self._say("Weight"), value=share.get("weight", 1), min=1, max=100, precision=0)
            weight.on_value_change(lambda event: take(weight=int(event.value or 1)))
            served = list(share.get("lines", ()))
            offered = [*dict.fromkeys((*served, *self._lines))]
            lines = ui.select(
                offered, value=served, label=self._say("Lines"), multiple=True, new_value_mode="add-unique"
            )
            lines.on_value_change(lambda event: take(lines=list(event.value)))
            lines.props("use-chips").classes("member-lines")
        weight.run_method("focus")

    def _told(self, share: Json) -> str:
        return " · ".join((f"×{share.get('weight', 1)}", *share.get("lines", ())))

    def _button(self, icon: str, label: str, act: Callable[[], None]) -> ui.button:
        return ui.button(icon=icon, on_click=act).props(f'flat round dense aria-label="{label}"')

    def _lift(self, name: str) -> None:
        self._dragged = name

    def _step(self, name: str, by: int) -> None:
        self._reorder(stepped([*self._shares], name, by), name)

    def _reorder(self, order: Sequence[str], focus: str = "") -> None:
        self._shares = {name: self._shares[name] for name in order}
        self._draw(focus)

    def _drop(self, name: str) -> None:
        del self._shares[name]
        self._draw()

    def _put(self, name: str | None) -> None:
        if name and name not in self._shares:
            self._shares[name] = {self._named: name, "weight": 1, "lines": []}
            self._draw()
