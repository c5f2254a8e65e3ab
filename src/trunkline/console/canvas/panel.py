"""What is known of the card that was chosen: beside the graph, on a phone in its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.graph import Card, Graph, task_state
from trunkline.console.feed import World
from trunkline.console.parts.ago import ago
from trunkline.console.parts.kinds import kind_word
from trunkline.console.parts.state import StateChip
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit

Draw = Callable[[Card], Callable[[World, Graph], None]]
"""Draws more of a card into the panel; what it answers is called with every new world."""


class Panel:
    """`open` shows a card, `show` keeps it as it is now; what else belongs to a card is drawn by `parts`."""

    def __init__(self, visit: Visit, closed: Callable[[Id], None], parts: Iterable[Draw] = ()) -> None:
        self._visit, self._say, self._closed = visit, visit.say, closed
        self._parts = (self._draw_state, self._draw_checks, *parts)
        self._heard: list[Callable[[World, Graph], None]] = []
        self.id: Id | None = None
        with ui.element("aside").classes("side panel").props(f'aria-label="{self._say("Details")}"') as self._aside:
            pass
        self._aside.on("keydown.esc", self.close)

    def open(self, card: Card, world: World, graph: Graph) -> None:
        """Draws a card's panel and takes the keyboard there."""
        self.id, say = card.id, self._say
        self._aside.clear()
        with self._aside:
            with ui.element("div").classes("side-head"):
                with ui.element("div"):
                    Text("p", kind_word(say, card.id[0]), "quiet")
                    heading = Text("h2", card.title).props("tabindex=-1")
                ui.button(icon="close", on_click=self.close).props(f'flat round dense aria-label="{say("Close")}"')
            self._heard = [draw(card) for draw in self._parts]
        self.show(world, graph)
        heading.run_method("focus")

    def close(self) -> None:
        """Empties it; the keyboard goes back to where it came from."""
        id, self.id, self._heard = self.id, None, []
        self._aside.clear()
        if id is not None:
            self._closed(id)

    def show(self, world: World, graph: Graph) -> None:
        """As it is now."""
        for hear in self._heard:
            hear(world, graph)

    def _draw_state(self, card: Card) -> Callable[[World, Graph], None]:
        chip = StateChip(self._say, card.state)
        because = Text("p")
        facts = Text("p", classes="answer")

        def show(world: World, graph: Graph) -> None:
            now = graph.card(card.id)
            if now is None:
                because.set_text(self._say("It is not part of this access domain any more."))
                return
            chip.show(now.state)
            because.set_text(now.because)
            facts.set_text(" · ".join(now.facts))

        return show

    def _draw_checks(self, card: Card) -> Callable[[World, Graph], None]:
        checks = Checks(self._visit, card.id)
        return lambda world, graph: checks.show(world)


class Checks:
    """Every check of an address, or of a monitor, by place: state, since when, and what was found last."""

    def __init__(self, visit: Visit, id: Id) -> None:
        self._visit, self._say, self._id = visit, visit.say, id
        self._rows: dict[tuple[str, str], tuple[StateChip, Text, Text]] = {}
        with ui.element("section") as self._section:
            Text("h3", self._say("Checks"))
            with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (self._say("Check and place"), self._say("State"), self._say("Found last")):
                        Text("th", title).props("scope=col")
                self._body = ui.element("tbody")
        self._section.set_visibility(False)

    def show(self, world: World) -> None:
        found = dict(_checks(world, self._id))
        self._section.set_visibility(bool(found))
        if [*found] != [*self._rows]:
            self._body.clear()
            with self._body:
                self._rows = {key: self._draw(key) for key in found}
        now = time.time()
        for key, (chip, detail, since) in self._rows.items():
            chip.show(task_state(found[key]))
            detail.set_text(found[key]["detail"])
            at = found[key]["since"]
            since.set_text("" if at is None else self._say("since {when}", when=ago(self._say, at, now)))

    def _draw(self, key: tuple[str, str]) -> tuple[StateChip, Text, Text]:
        with ui.element("tr"):
            with ui.element("th").props("scope=row"):
                Text("span", key[0])
                Text("div", key[1], "quiet")
            with ui.element("td"):
                chip = StateChip(self._say)
            with ui.element("td"):
                return chip, Text("div"), Text("div", classes="quiet")


def _checks(world: World, id: Id) -> Iterable[tuple[tuple[str, str], Json]]:
    """What is checked and where → the last word on it."""
    kind, key = id
    for address in world.addresses:
        for task in address["tasks"]:
            if (kind, key) == ("address", address["name"]):
                what = f"{task['monitor']}:{task['port']}" if task["port"] else task["monitor"]
            elif (kind, key) == ("monitor", task["monitor"]):
                what = address["name"]
            else:
                continue
            yield from (((what, place["place"]), place) for place in task["places"])
