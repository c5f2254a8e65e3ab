"""An address looked up: which lines it is on, who said so, and whose word counts."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.lines.titles import Titles, titled, told_field
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.console.words import Words
from trunkline.errors import DocumentError, TrunklineError


class LookUp:
    """A field and what it finds; `address` in the page's address is looked up at once."""

    def __init__(self, visit: Visit, titles: Titles) -> None:
        self._visit, self._say, self._titles = visit, visit.say, titles
        with ui.element("section").classes("panel"):
            Text("h2", self._say("Look up an address"))
            Text("p", self._say("Of a user, or of the resolver that asks for them."), "quiet")
            with ui.element("div").classes("row"):
                self._address = ui.input(self._say("IP address"), value=visit.query.get("address", ""))
                self._address.props("outlined dense autocomplete=off spellcheck=false").classes("search mono")
                self._address.on("keydown.enter", self.look)
                ui.button(self._say("Look up"), icon="search", on_click=self.look).props("no-caps unelevated")
            self._found = ui.element("div").classes("found").props("aria-live=polite")

    async def look(self) -> None:
        """What stands in the field."""
        self._address.error = None
        try:
            found = await self._visit.ask(self._visit.client.asker, (self._address.value or "").strip())
        except DocumentError as error:
            self._found.clear()
            self._address.error = "; ".join(problem.message for problem in error.problems)
            return
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
            return
        self._found.clear()
        with self._found:
            draw_found(self._say, self._titles, found)


def draw_found(say: Words, titles: Titles, found: Json) -> None:
    """`found` is as the API tells it: the lines, best first, and the layers, the uppermost first."""
    Text("h3", say("{address} is on these lines, the narrowest first", address=found["address"]))
    with ui.element("ol").classes("lines-found"):
        for line in found["lines"]:
            Text("li", titled(titles, line))
    Text("p", say("So is everything from {first} to {last}.", first=found["first"], last=found["last"]), "quiet")
    if not found["layers"]:
        Text("p", say("No layer knows this address."), "quiet")
        return
    with scrolled(say("Which layers say so, the uppermost first")), ui.element("table").classes("plain"):
        Text("caption", say("Which layers say so, the uppermost first"))
        with ui.element("thead"), ui.element("tr"):
            for title in (
                say("Layer"),
                say("What it says"),
                say("Its words"),
                say("Its word counts for"),
                say("Range"),
            ):
                Text("th", title).props("scope=col")
        with ui.element("tbody"):
            for layer in found["layers"]:
                _draw_layer(say, layer)


def _draw_layer(say: Words, layer: Json) -> None:
    with ui.element("tr"):
        Text("th", layer["layer"], "mono").props("scope=row")
        Text("td", told_facts(say, layer["says"]) or say("that it is on no line"))
        Text("td", layer["words"] or "–", "quiet")
        with ui.element("td"):
            for field in layer["holds"]:
                Text("span", told_field(say, field), "chip state-ok")
            if not layer["holds"]:
                Text("span", say("nothing: layers above it speak"), "quiet")
        Text("td", f"{layer['first']} – {layer['last']}", "mono quiet")


def told_facts(say: Words, says: Json) -> str:
    """{"carrier": "mobile", "province": "BJ"} as `carrier mobile, province BJ`."""
    return ", ".join(f"{told_field(say, field)} {value}" for field, value in says.items())
