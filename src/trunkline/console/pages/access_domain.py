"""An access domain: everything that its answers come from as a graph, live; what is chosen in it is told beside it."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.canvas.desk import Desk
from trunkline.console.page import Page
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


async def build(visit: Visit) -> None:
    """Draws the graph once, and changes it in place."""
    Text("h2", f"{visit.path['name']} {visit.path['type']}")
    with ui.element("div").classes("canvas-desk") as element:
        desk = Desk(visit, element)
    visit.follow(desk.show)


PAGE = Page("/domains/{name:path}/{type}", "Access domain", "account_tree", build)
