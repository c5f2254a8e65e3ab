"""Lines: whose network an address is on, what the line table is made of and covers, and lines of one's own."""

from __future__ import annotations

from trunkline.console.lines.coverage import Coverage
from trunkline.console.lines.layers import Layers
from trunkline.console.lines.look_up import LookUp
from trunkline.console.lines.own import OwnLines
from trunkline.console.lines.titles import titles_of
from trunkline.console.page import Page
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError


async def build(visit: Visit) -> None:
    """What is asked most stands first."""
    client = visit.client
    try:
        titles = titles_of(visit.say, await visit.ask(client.catalogue))
        table, coverage = await visit.ask(client.line_table), await visit.ask(client.coverage)
    except TrunklineError as error:
        Text("p", str(error), "refused")
        return
    look_up = LookUp(visit, titles)
    if "address" in visit.query:
        await look_up.look()
    own = OwnLines(visit)
    Layers(visit, titles, table)
    Coverage(visit.say, titles, coverage)
    visit.follow(own.show)


PAGE = Page("/lines", "Lines", "public", build, place=7)
