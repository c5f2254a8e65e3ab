"""Lines: whose network an address is on, what the line table is made of and covers, and lines of one's own."""

from __future__ import annotations

from trunkline.console.lines.coverage import Coverage
from trunkline.console.lines.layers import Layers
from trunkline.console.lines.look_up import LookUp
from trunkline.console.lines.own import OwnLines
from trunkline.console.lines.titles import titles_of
from trunkline.console.page import Page
from trunkline.console.visit import Visit


async def build(visit: Visit) -> None:
    """What is asked most stands first."""
    client = visit.client
    titles = titles_of(visit.say, await visit.ask(client.catalogue))
    look_up = LookUp(visit, titles)
    if "address" in visit.query:
        await look_up.look()
    own = OwnLines(visit)
    Layers(visit, titles, await visit.ask(client.line_table))
    Coverage(visit.say, titles, await visit.ask(client.coverage))
    visit.follow(own.show)


PAGE = Page("/lines", "Lines", "public", build, place=7)
