"""What the line table is made of, how old it is, and whether it knows the known resolvers."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.lines.titles import Titles, titled, told_field
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words
from trunkline.errors import TrunklineError


class Layers:
    """`found` is as the API tells it."""

    def __init__(self, visit: Visit, titles: Titles, found: Json) -> None:
        self._visit, self._say, self._titles = visit, visit.say, titles
        say = visit.say
        with ui.element("section").classes("panel"):
            Text("h2", say("Line table"))
            Text("p", found["version"])
            with scrolled(say("Line table")), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (say("Layer"), say("Speaks of"), say("Source"), say("Age")):
                        Text("th", title).props("scope=col")
                    Text("th", say("Ranges"), "number").props("scope=col")
                with ui.element("tbody"):
                    for layer in found["layers"]:
                        _draw_layer(say, layer)
            with ui.element("div").classes("row"):
                test = ui.button(say("Test it by known resolvers"), icon="fact_check", on_click=self._test)
                test.props("outline no-caps")
            self._tested = ui.element("div").classes("found").props("aria-live=polite")

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


def _draw_layer(say: Words, layer: Json) -> None:
    with ui.element("tr"):
        Text("th", layer["name"], "mono").props("scope=row")
        Text("td", ", ".join(told_field(say, field) for field in layer["speaks_of"]) or say("networks of no line"))
        with ui.element("td"):
            Text("span", layer["file"] or say("built in"))
            Text("span", " · ".join([layer["licence"], *layer["attribution"]]).strip(" ·"), "quiet block")
        Text("td", told_age(say, layer))
        Text("td", f"{layer['v4_ranges'] + layer['v6_ranges']:,}", "number")


def told_age(say: Words, layer: Json) -> str:
    """`2026-06-17, 160 days`; a dash where the layer has no day."""
    if not layer["date"]:
        return "–"
    return say("{date}, {count} days", date=layer["date"], count=layer["age_days"])
