"""History: who changed what, when and why, and the way back to any revision."""

from __future__ import annotations

from trunkline.console.history.writes import Writes
from trunkline.console.page import Page
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit


async def build(visit: Visit) -> None:
    """Drawn anew where there is a newer write."""
    say = visit.say
    Text(
        "p", say("Each write is a revision. To bring one back is a write too: nothing of the history is lost."), "quiet"
    )
    if visit.may("operator"):
        Text("p", say("What was set by hand (overrides) and tokens stay as they are."), "quiet")
    visit.follow(Writes(visit).show)


PAGE = Page("/history", "History", "history", build, place=9)
