"""Home: the access domains, what each line is answered right now, and what changed lately."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.state import StateChip, state_of
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


async def build(visit: Visit) -> None:
    """The list is drawn once and changed in place; a name that comes or goes draws it anew."""
    with ui.element("div").classes("panel scroll"):
        table = _Domains(visit)
    visit.follow(table.show)


class _Domains:
    def __init__(self, visit: Visit) -> None:
        self._visit, self._say = visit, visit.say
        self._rows: dict[tuple[str, str], _Row] = {}
        with ui.element("table").classes("plain"):
            with ui.element("thead"), ui.element("tr"):
                for title in ("Access domain", "State", "Policy", "Line", "Answer", "Why"):
                    Text("th", self._say(title)).props("scope=col")
            self._body = ui.element("tbody")

    def show(self, world: World) -> None:
        keys = [(row["name"], row["type"]) for row in world.domains]
        if keys != [*self._rows]:
            self._body.clear()
            with self._body:
                self._rows = {key: _Row(self._visit, *key) for key in keys}
        for row in world.domains:
            self._rows[row["name"], row["type"]].show(row)


class _Row:
    def __init__(self, visit: Visit, name: str, type: str) -> None:
        self._say = visit.say
        with ui.element("tr"):
            with ui.element("td"):
                ui.link(f"{name} {type}", f"/domains/{name}/{type}")
            with ui.element("td"):
                self._state = StateChip(visit.say)
            self._policy = Text("td")
            self._lines, self._answers, self._why = Text("td"), Text("td", classes="answer"), Text("td")

    def show(self, row: Json) -> None:
        self._state.show(state_of(row))
        self._policy.set_text(row["policy"])
        self._lines.set_text("\n".join(one["line"] for one in row["answers"]))
        self._answers.set_text("\n".join(", ".join(one["answer"]) for one in row["answers"]))
        self._why.set_text(row["because"])


PAGE = Page("/", "Home", "home", build, place=0)
