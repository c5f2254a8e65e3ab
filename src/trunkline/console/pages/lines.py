"""Lines: whose network an address is on, what the line table is made of and covers, and lines of one's own."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.feed import World
from trunkline.console.lines.coverage import Coverage
from trunkline.console.lines.layers import Layers
from trunkline.console.lines.look_up import LookUp
from trunkline.console.lines.own import OwnLines
from trunkline.console.lines.titles import Titles, titles_of
from trunkline.console.page import Page
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, soon
from trunkline.errors import TrunklineError


async def build(visit: Visit) -> None:
    """What is asked most stands first."""
    titles = titles_of(visit.say, await visit.ask(visit.client.catalogue))
    look_up = LookUp(visit, titles)
    if "address" in visit.query:
        await look_up.look()
    own = OwnLines(visit)
    table = _Table(visit, titles)
    await table.read()
    visit.follow(own.show)
    visit.follow(table.follow)


class _Table:
    """The line table, drawn anew when there is another."""

    def __init__(self, visit: Visit, titles: Titles) -> None:
        self._visit, self._titles = visit, titles
        self._version: str | None = None
        self._place = ui.element("div")

    def follow(self, world: World) -> None:
        """The table in use is part of how the node stands."""
        if world.status.get("line_table", self._version) != self._version:
            self._version = world.status["line_table"]
            soon(self.read())

    async def read(self) -> None:
        """As it is now."""
        visit, client = self._visit, self._visit.client
        try:
            status = await visit.ask(client.status)
            table, coverage = await visit.ask(client.line_table), await visit.ask(client.coverage)
        except TrunklineError as error:
            self._version = None  # the next news brings another attempt
            self._place.clear()
            with self._place:
                Text("p", str(error), "refused")
            return
        self._version = status["line_table"]
        self._place.clear()
        with self._place:
            Layers(visit, self._titles, table, self.read)
            Coverage(visit.say, self._titles, coverage)


PAGE = Page("/lines", "Lines", "public", build, place=7)
