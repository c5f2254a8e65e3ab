"""Why somebody is answered as they are: the way to one answer, drawn as the canvas draws an access domain."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.asking.again import Again
from trunkline.console.asking.question import Question, keep_in_address
from trunkline.console.asking.way import CHOSEN, way_of
from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.drawing import Drawing
from trunkline.console.canvas.graph import Card, Graph
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.ago import moment_of, zone_word
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.state import StateChip
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError


async def build(visit: Visit) -> None:
    """Asked again whenever anything moves, unless a moment of the past is asked for."""
    _Explain(visit)


class _Explain:
    def __init__(self, visit: Visit) -> None:
        self._visit, self._say = visit, visit.say
        self._again = Again(self._ask)
        self._graph = Graph((), ())
        with ui.element("div").classes("panel"):
            self._draw_question()
        say = self._say
        titles = (say("Lines of the asker"), say("Steered by"), say("Pools"), say("Addresses"), say("Answer"))
        with ui.element("div").classes("canvas-desk") as self._desk:
            self._drawing = Drawing(say, titles, self._point_at)
        with ui.element("section").classes("panel") as self._steps:
            Text("h2", say("Step by step"))
            with scrolled(say("Step by step")), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (say("Step"), say("What"), say("State"), say("Why")):
                        Text("th", title).props("scope=col")
                self._rows = ui.element("tbody")
        self._titles = titles
        self._show(False)
        visit.follow(self._hear)

    def _draw_question(self) -> None:
        say, query = self._say, self._visit.query
        with ui.element("div").classes("row asking"):
            self._question = Question(self._visit, self._start)
            self._asker = ui.input(say("Address that asks"), value=query.get("from", ""))
            self._at = ui.input(say("At, if not now ({zone})", zone=zone_word(say)), value=query.get("at", "")).props(
                "type=datetime-local stack-label step=1"
            )
            for field in (self._asker, self._at):
                field.props("outlined dense autocomplete=off").on("keydown.enter", self._start)
            ui.button(say("Explain"), icon="help_center", on_click=self._start).props("no-caps")
        self._because = Text("p", "", "said").props("role=status")
        self._refused = Text("p", "", "refused").props("role=alert")

    def _start(self) -> None:
        asked = {
            "name": self._question.name,
            "type": self._question.type,
            "from": self._asker.value,
            "at": self._at.value,
        }
        keep_in_address("/explain", asked)
        self._again.want()

    def _hear(self, world: World) -> None:
        self._question.offer(world)
        if not world.trouble and not self._at.value:
            self._again.want()

    async def _ask(self) -> None:
        name, asker = self._question.name, (self._asker.value or "").strip()
        if not (name and asker):
            self._because.set_text(self._say("Type the address of a user, or of the resolver that asks for them."))
            return
        try:
            at = moment_of(self._say, self._at.value) if self._at.value else None
            found = await self._visit.ask(self._visit.client.explain, name, asker, self._question.type, at=at)
        except (TrunklineError, ValueError) as error:
            self._refused.set_text(str(error))
            self._because.set_text("")
            self._show(False)
            return
        self._refused.set_text("")
        self._tell(found)

    def _tell(self, found: Json) -> None:
        self._graph = way_of(found)
        answer = ", ".join(found["answer"]) or found["rcode"]
        self._because.set_text(f"{found['asker']} → {answer}: {found['because']}")
        self._drawing.show(self._graph)
        self._rows.clear()
        with self._rows:
            for title, cards in zip(self._titles, self._graph.columns, strict=True):
                for card in cards:
                    if card.id[0] != "line" or card.state is CHOSEN:
                        self._draw_row(title, card)
        self._show(True)

    def _draw_row(self, step: str, card: Card) -> None:
        with ui.element("tr"):
            Text("td", step, "quiet")
            with ui.element("th").props("scope=row"):
                Text("span", card.title)
                Text("div", " · ".join(card.facts), "answer quiet")
            with ui.element("td"):
                StateChip(self._say, card.state)
            Text("td", card.because)

    def _point_at(self, id: Id) -> None:
        """What was pressed says why in the line above."""
        card = self._graph.card(id)
        if card is not None:
            self._drawing.mark(id)
            self._because.set_text(f"{card.title}: {card.because or self._say(card.state.word)}")

    def _show(self, on: bool) -> None:
        self._desk.set_visibility(on)
        self._steps.set_visibility(on)


PAGE = Page("/explain", "Explain", "help_center", build, place=3)
