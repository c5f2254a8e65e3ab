"""The page as a whole: the graph, what was chosen in it, what is drafted, and who hears of a new world."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.canvas.acts import Acts
from trunkline.console.canvas.bar import Bar
from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.drawing import Drawing
from trunkline.console.canvas.edit import Edits
from trunkline.console.canvas.editing import Editing
from trunkline.console.canvas.graph import EMPTY, Graph, graph_of
from trunkline.console.canvas.panel import Panel
from trunkline.console.canvas.past import Past
from trunkline.console.canvas.shares import arranged, moved, names
from trunkline.console.feed import World
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


class Desk:
    """Drawn into the element that it stands in."""

    def __init__(self, visit: Visit, element: ui.element) -> None:
        self._visit, self._element, self._graph = visit, element, Graph((), ())
        self._id = ("access_domain", f"{visit.path['name']}/{visit.path['type']}")
        self._editing = Editing(visit, self._redraw, lambda: self._bar.focus())
        self._gone = Text("p", visit.say("There is no such access domain."), "trouble")
        self._bar = Bar(self._editing)
        say = visit.say
        titles = (say("Lines"), say("Access domain"), say("Pools"), say("Addresses"), say("Monitors"))
        self._drawing = Drawing(say, titles, self._choose, self._dropped)
        parts = (Acts(self._editing, self._id), Edits(self._editing), Past(self._editing))
        self._panel = Panel(visit, self._closed, [part.draw for part in parts])

    def show(self, world: World) -> None:
        """As it is now."""
        self._editing.hear(world)
        self._redraw()

    def _redraw(self) -> None:
        world, path = self._editing.world, self._visit.path
        graph = graph_of(world, path["name"], path["type"], self._editing.draft)
        self._gone.set_visibility(graph is None)
        self._bar.show()
        if graph is None:
            self._panel.close()
            graph = EMPTY
        self._graph = graph
        self._drawing.show(graph)
        self._panel.show(world, graph)

    def _choose(self, id: Id) -> None:
        card = self._graph.card(id)
        if card is not None:
            self._element.classes(add="open")
            self._drawing.mark(id)
            self._panel.open(card, self._editing.world, self._graph)

    def _closed(self, id: Id) -> None:
        self._element.classes(remove="open")
        self._drawing.mark(None)
        self._drawing.focus(id)

    def _dropped(self, dragged: Id, onto: Id) -> None:
        """A pool takes another's place in the access domain; an address another's in every pool that has both."""
        domain = self._editing.body(self._id)
        if domain is None or dragged[0] != onto[0]:
            return
        owners = [self._id] if dragged[0] == "pool" else [("pool", one) for one in names("access_domain", domain)]
        for owner in owners:
            body = self._editing.body(owner)
            order = names(owner[0], body) if body else []
            if dragged[1] in order and onto[1] in order:
                self._editing.put(owner, arranged(owner[0], body, moved(order, dragged[1], onto[1])))
