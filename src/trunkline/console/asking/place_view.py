"""Who is answered what, by place: provinces × carriers, and the rest of the world in groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.asking.legend import Legend, Marks
from trunkline.console.asking.places import Group, Place, Places, places_of, titles_of
from trunkline.console.asking.told import told
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit

AT_ONCE = 100
"""Lines of one request; after each the page shows what is known so far."""

NAMED = 4
"""Lines of a group that are named if they are answered alike; of more it is told how many."""


class PlaceView:
    """Drawn when it is first asked for: it takes the node a moment to tell where anybody is."""

    def __init__(self, visit: Visit, catalogue: Sequence[Json]) -> None:
        self._visit, self._say, self._catalogue = visit, visit.say, catalogue
        self._titles = titles_of(catalogue, visit.say.language)
        self._marks, self._cells = Marks(), dict[str, Text]()
        self._groups: list[_GroupRow] = []
        self._places: Places | None = None
        self._far = Text("p", visit.say("Looking where askers are …"), "quiet").props("role=status")
        self._legend = Legend(visit.say)
        self._room = ui.element("div")

    async def ask(self, name: str, type: str) -> None:
        """Asks for every line that anybody is on; raises TrunklineError."""
        visit, places = self._visit, self._places
        if places is None:
            covered = await visit.ask(visit.client.coverage)
            known = {line["line"] for line in covered["lines"] if line["v4"] or line["v6"]}
            self._places = places = places_of(self._catalogue, known, self._titles)
            with self._room:
                self._draw(places)
        answers: dict[str, str] = {}
        lines = places.lines
        for first in range(0, len(lines), AT_ONCE):
            rows = await visit.ask(visit.client.probe, name, type, lines[first : first + AT_ONCE])
            answers |= {row["line"]: told(row) for row in rows}
            self._far.set_text(self._say("{count} of {all} lines asked", count=len(answers), all=len(lines)))
            self._show(answers)

    def _draw(self, places: Places) -> None:
        say = self._say
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain grid"):
            Text("caption", say("Mainland China: provinces and carriers"))
            with ui.element("thead"), ui.element("tr"):
                Text("th", say("Province")).props("scope=col")
                for carrier in places.carriers:
                    Text("th", say("Others there") if carrier == "region" else self._titles[carrier]).props("scope=col")
            for title, rows in places.areas:
                with ui.element("tbody"):
                    with ui.element("tr"):
                        Text("th", title, "area").props(f"scope=rowgroup colspan={len(places.carriers) + 1}")
                    for row in rows:
                        self._draw_place(row)
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain groups"):
            Text("caption", say("Elsewhere"))
            with ui.element("thead"), ui.element("tr"):
                for word in (say("Who"), say("Answers")):
                    Text("th", word).props("scope=col")
            with ui.element("tbody"):
                self._groups = [_GroupRow(self._visit, group, self._titles) for group in places.groups]

    def _draw_place(self, place: Place) -> None:
        with ui.element("tr"):
            Text("th", place.title).props("scope=row")
            for line in place.lines:
                cell = Text("td", "–" if line is None else "…", "cell")
                if line:
                    cell.props["title"] = f"{self._titles[line]} ({line})"
                    self._cells[line] = cell

    def _show(self, answers: Mapping[str, str]) -> None:
        self._marks.meet(answers.values())
        world = self._visit.feed.world
        names = {row["endpoint"]: row["name"] for row in world.addresses} if world else {}
        self._legend.show(self._marks, answers.values(), names)
        for line, cell in self._cells.items():
            if line in answers:
                self._colour(cell, answers[line])
        for group in self._groups:
            group.show(self._marks, answers)

    def _colour(self, cell: Text, answer: str) -> None:
        letter, colour = self._marks.letter(answer), self._marks.colour(answer)
        if cell.text != letter or cell.props.get("data-answer") != answer:
            first = "data-answer" not in cell.props
            cell.classes(replace=f"cell {colour}" + ("" if first else " moved"))
            cell.props["data-answer"] = answer or self._say("nothing")
            cell.set_text(letter)


class _GroupRow:
    """Of a group that is answered alike one word; where not, who is answered otherwise."""

    def __init__(self, visit: Visit, group: Group, titles: Mapping[str, str]) -> None:
        self._say, self._group, self._titles = visit.say, group, titles
        self._shown: dict[str, list[str]] = {}
        with ui.element("tr"):
            Text("th", visit.say(group.title)).props("scope=row")
            self._cell = ui.element("td").classes("row")

    def show(self, marks: Marks, answers: Mapping[str, str]) -> None:
        found = defaultdict[str, list[str]](list)
        for line in self._group.lines:
            if line in answers:
                found[answers[line]].append(self._titles.get(line, line))
        if found == self._shown:
            return
        self._shown = found
        self._cell.clear()
        with self._cell:
            for answer, titles in sorted(found.items(), key=lambda one: -len(one[1])):
                Text("span", marks.letter(answer), f"letter {marks.colour(answer)}")
                few = len(titles) <= NAMED
                Text("span", ", ".join(titles) if few else self._say("{count} lines", count=len(titles)))
