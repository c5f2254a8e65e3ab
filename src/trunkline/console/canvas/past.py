"""What became of a card's document: who changed it, when and why; each earlier state can be brought into the draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.draft import Id, checked, differing
from trunkline.console.canvas.editing import Editing
from trunkline.console.canvas.graph import Card, Graph
from trunkline.console.feed import World
from trunkline.console.parts.ago import ago
from trunkline.console.parts.text import Text
from trunkline.console.visit import soon
from trunkline.errors import TrunklineError

SHOWN = 10
"""Revisions, the newest first."""


class Past:
    """`draw` is a part of the panel."""

    def __init__(self, editing: Editing) -> None:
        self._editing, self._say = editing, editing.visit.say

    def draw(self, card: Card) -> Callable[[World, Graph], None]:
        """Read when the panel opens, and again whenever documents change."""
        if self._editing.body(card.id) is None:
            return lambda world, graph: None
        with ui.element("section"):
            Text("h3", self._say("Changes"))
            rows = ui.element("ul").classes("past")
        read = -1

        def show(world: World, graph: Graph) -> None:
            nonlocal read
            if world.revision != read:
                read = world.revision
                soon(self._read(card.id, rows))

        return show

    async def _read(self, id: Id, rows: ui.element) -> None:
        try:
            found = await self._editing.visit.ask(self._editing.visit.client.history, *id, limit=SHOWN)
        except TrunklineError as error:
            found = []
            self._editing.visit.tell(error)
        if not rows.is_deleted:
            rows.clear()
            with rows:
                self._draw_rows(id, found)

    def _draw_rows(self, id: Id, found: Sequence[Json]) -> None:
        say, now = self._say, time.time()
        for row in found:
            change = next(one for one in row["changes"] if (one["kind"], one["key"]) == id)
            before, after = change["before"], change["after"]
            with ui.element("li"):
                fields = ", ".join(differing(before, after)) if before and after else say("created")
                Text("div", f"{row['revision']} · {row['by']} · {ago(say, row['at'], now)} · {fields}")
                if row["why"]:
                    Text("div", row["why"], "quiet")
                if before and after:
                    back = ui.button(say("As it was before"), icon="undo", on_click=partial(self._back, id, before))
                    back.props("flat dense no-caps size=sm")

    def _back(self, id: Id, body: Json) -> None:
        """The store leaves out what its key tells already."""
        kind, key = id
        name, _, type = key.partition("/")
        known = {"name": name, "type": type} if kind == "access_domain" else {"name": key}
        self._editing.put(id, checked(kind, {**known, **body}).model_dump(mode="json"))
