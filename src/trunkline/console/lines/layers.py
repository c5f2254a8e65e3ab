"""What the line table is made of, how old it is, and whether it knows the known resolvers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import events, ui

from trunkline.client import Json
from trunkline.console.lines.lay import lay_file
from trunkline.console.lines.proposal import going_back, proposed, taking_away
from trunkline.console.lines.titles import Titles, titled, told_field
from trunkline.console.parts.ago import moment
from trunkline.console.parts.file_button import file_button
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words
from trunkline.errors import TrunklineError

MOST = 1 << 30
"""Bytes of a file that is laid over the table here; the command line takes larger ones."""


class Layers:
    """`found` is as the API tells it. Operators lay files over it, take them away and go back; then `changed`."""

    def __init__(self, visit: Visit, titles: Titles, found: Json, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit, self._say, self._titles, self._changed = visit, visit.say, titles, changed
        self._may = visit.may("operator")
        self._takes_away = self._may and any(layer["imported"] for layer in found["layers"])
        say = visit.say
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row between"):
                Text("h2", say("Line table"))
                if self._may:
                    file_button(say, say("Lay a file over it"), self._lay, most=MOST)
            Text("p", found["version"])
            if found["made"]:
                Text("p", told_making(say, found["made"]), "quiet")
            with scrolled(say("Line table")), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (say("Layer"), say("Speaks of"), say("Source"), say("Age")):
                        Text("th", title).props("scope=col")
                    Text("th", say("Ranges"), "number").props("scope=col")
                    if self._takes_away:
                        ui.element("td")
                with ui.element("tbody"):
                    for layer in found["layers"]:
                        self._draw_layer(layer)
            with ui.element("div").classes("row"):
                test = ui.button(say("Test it by known resolvers"), icon="fact_check", on_click=self._test)
                test.props("outline no-caps")
                if self._may and found["previous"]:
                    back = ui.button(say("Go back to the table of before"), icon="undo", on_click=self._go_back)
                    back.props("outline no-caps")
            self._tested = ui.element("div").classes("found").props("aria-live=polite")

    async def _lay(self, event: events.UploadEventArguments) -> None:
        if await lay_file(self._visit, self._titles, event):
            await self._changed()

    async def _go_back(self) -> None:
        if await proposed(self._visit, self._titles, going_back(self._say, self._visit.client)):
            await self._changed()

    async def _take_away(self, name: str) -> None:
        if await proposed(self._visit, self._titles, taking_away(self._say, self._visit.client, name)):
            await self._changed()

    async def _test(self) -> None:
        try:
            rows = await self._visit.ask(self._visit.client.test_resolvers)
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
            return
        self._tested.clear()
        with self._tested:
            self._draw_tested(rows)

    def _draw_tested(self, rows: Json) -> None:
        say, wrong = self._say, [row for row in rows if not row["right"]]
        right = len(rows) - len(wrong)
        Text("p", say("{right} of {count} known resolvers are on their carrier's line.", right=right, count=len(rows)))
        if wrong:
            with ui.element("ul"):
                for row in wrong:
                    line = titled(self._titles, row["line"])
                    Text("li", f"{row['address']} · {row['name']} · {line}: {row['because']}")

    def _draw_layer(self, layer: Json) -> None:
        say, name = self._say, layer["name"]
        with ui.element("tr"):
            Text("th", name, "mono").props("scope=row")
            spoken = ", ".join(told_field(say, field) for field in layer["speaks_of"])
            Text("td", spoken or say("networks of no line"))
            with ui.element("td"):
                Text("span", layer["file"] or say("built in"))
                Text("span", " · ".join([layer["licence"], *layer["attribution"]]).strip(" ·"), "quiet block")
            Text("td", told_age(say, layer))
            Text("td", f"{layer['v4_ranges'] + layer['v6_ranges']:,}", "number")
            if not self._takes_away:
                return
            with ui.element("td").classes("acts"):
                if layer["imported"]:
                    away = ui.button(icon="delete", on_click=partial(self._take_away, name))
                    away.props("flat round dense")
                    away.props["aria-label"] = say("Take the layer {name} away", name=name)


def told_age(say: Words, layer: Json) -> str:
    """`2026-06-17, 160 days`; a dash where the layer has no day."""
    if not layer["date"]:
        return "–"
    return say("{date}, {count} days", date=layer["date"], count=layer["age_days"])


def told_making(say: Words, made: Json) -> str:
    """How a table came about that is not the embedded one: when, by whom and why."""
    told = say("Made {when} by {by}", when=moment(say, made["at"]), by=made["by"])
    return f"{told}: {made['why']}" if made["why"] else told
