"""The page as a whole: the graph, what was chosen in it, and who hears of a new world."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.canvas.drawing import Drawing
from trunkline.console.canvas.graph import Graph, Id, graph_of
from trunkline.console.canvas.panel import Panel
from trunkline.console.feed import World
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


class Desk:
    """Drawn into the element that it stands in."""

    def __init__(self, visit: Visit, element: ui.element) -> None:
        self._visit, self._element = visit, element
        self._world, self._graph = World(), Graph((), ())
        self._gone = Text("p", visit.say("There is no such access domain."), "trouble")
        self._gone.set_visibility(False)
        self._drawing = Drawing(visit.say, self._choose)
        self._panel = Panel(visit, self._closed)

    def show(self, world: World) -> None:
        """As it is now."""
        graph = graph_of(world, self._visit.path["name"], self._visit.path["type"])
        self._gone.set_visibility(graph is None)
        if graph is not None:
            self._world, self._graph = world, graph
            self._drawing.show(graph)
            self._panel.show(world, graph)

    def _choose(self, id: Id) -> None:
        card = self._graph.card(id)
        if card is not None:
            self._element.classes(add="open")
            self._drawing.mark(id)
            self._panel.open(card, self._world, self._graph)

    def _closed(self, id: Id) -> None:
        self._element.classes(remove="open")
        self._drawing.mark(None)
        self._drawing.focus(id)
