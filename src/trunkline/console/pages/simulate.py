"""What if these fail? Who would move where, and what nobody would notice; nothing is touched."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.asking.again import Again
from trunkline.console.asking.moves import DRAWN, HEIGHT, sankey
from trunkline.console.asking.question import keep_in_address
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError

INK = "#808a94"
"""Readable on light and on dark."""


async def build(visit: Visit) -> None:
    """Asked again with every tick, and whenever anything moves."""
    _Simulate(visit, [line["code"] for line in await visit.ask(visit.client.catalogue)])


class _Simulate:
    def __init__(self, visit: Visit, lines: Sequence[str]) -> None:
        self._visit, self._say = visit, visit.say
        self._again, self._found = Again(self._ask), list[Json]()
        say = self._say
        with ui.element("div").classes("panel"):
            Text("p", say("Choose what fails. Nothing is touched: the node works out what would be."), "quiet")
            with ui.element("div").classes("columns"):
                self._fields = {
                    "address": self._choice("address", say("Addresses that fail"), ()),
                    "pool": self._choice("pool", say("Pools that fail as a whole"), ()),
                    "line": self._choice("line", say("Lines whose own pools fail"), lines),
                }
            self._word = Text("p", "", "said").props("role=status")
            self._refused = Text("p", "", "refused").props("role=alert")
        with ui.element("section").classes("panel") as self._moves:
            Text("h2", say("Who moves where"))
            self._chart = ui.echart({}).classes("sankey").props("aria-hidden=true")
            with scrolled(say("Who moves where")), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (say("Access domain"), say("Line"), say("Before"), say("After"), say("Why")):
                        Text("th", title).props("scope=col")
                self._rows = ui.element("tbody")
            self._pager = Pager(say, self._draw_rows)
        with ui.element("section").classes("panel") as self._more:
            Text("h2", say("What comes with it"))
            self._list = ui.element("ul").classes("comes")
        self._moves.set_visibility(False)
        self._more.set_visibility(False)
        visit.follow(self._hear)

    def _choice(self, field: str, label: str, options: Sequence[str]) -> ui.select:
        chosen = [one for one in self._visit.query.get(field, "").split(",") if one]
        drawn = ui.select(
            [*dict.fromkeys((*chosen, *options))], value=chosen, label=label, multiple=True, with_input=True
        )
        drawn.props("use-chips outlined dense").on_value_change(self._start)
        return drawn

    def _hear(self, world: World) -> None:
        for field, rows in (("address", world.addresses), ("pool", world.pools)):
            names = [row["name"] for row in rows]
            if names != self._fields[field].options:
                self._fields[field].set_options(names, value=[one for one in self._fields[field].value if one in names])
        if not world.trouble:
            self._again.want()

    def _start(self) -> None:
        keep_in_address("/simulate", {field: ",".join(drawn.value) for field, drawn in self._fields.items()})
        self._again.want()

    async def _ask(self) -> None:
        addresses, pools, lines = (self._fields[field].value for field in ("address", "pool", "line"))
        chosen = bool(addresses or pools or lines)
        self._moves.set_visibility(chosen)
        self._more.set_visibility(chosen)
        self._refused.set_text("")
        if not chosen:
            self._word.set_text(self._say("Nothing fails."))
            return
        try:
            found = await self._visit.ask(self._visit.client.simulate, addresses, pools, lines)
        except TrunklineError as error:
            self._refused.set_text(str(error))
            return
        self._show(found)

    def _show(self, found: Json) -> None:
        say, answers = self._say, found["answers"]
        self._word.set_text(
            say("{count} lines of access domains would be answered otherwise", count=len(answers))
            if answers
            else say("Nobody would be answered otherwise.")
        )
        self._found = answers
        self._pager.begin()
        self._draw_rows()
        world = self._visit.feed.world or World()
        names = {row["endpoint"]: row["name"] for row in world.addresses}
        options = sankey(answers, names, (say("before"), say("after"), say("nothing")), INK)
        self._chart.options.clear()
        self._chart.options.update(options)
        self._chart.style(f"height: {80 + HEIGHT * min(len(answers), DRAWN)}px")
        self._chart.set_visibility(bool(answers))
        self._chart.update()
        self._tell_more(found)

    def _draw_rows(self) -> None:
        self._rows.clear()
        with self._rows:
            for row in self._pager.cut(self._found):
                with ui.element("tr"):
                    Text("td", row["access_domain"])
                    Text("td", row["line"])
                    Text("td", ", ".join(row["before"]) or "–", "answer")
                    Text("td", ", ".join(row["after"]) or "–", "answer")
                    Text("td", row["because"])

    def _tell_more(self, found: Json) -> None:
        say = self._say
        told = (
            (say("Addresses out"), found["addresses_out"]),
            (say("Pools out"), found["pools_out"]),
            (say("Kept by hand, though they fail"), found["kept_by_hand"]),
            (say("Without a monitor: nobody would notice"), found["unnoticed"]),
            (
                say("Lines that lose their own pools"),
                [f"{one['access_domain']} · {one['line']}" for one in found["own_lines_lost"]],
            ),
            (
                say("Nothing available, answered all the same"),
                [f"{one['access_domain']} ({one['because']})" for one in found["fallen_back"]],
            ),
            (say("The brake would hold it"), [found["brake"]] if found["brake"] else []),
        )
        self._list.clear()
        with self._list:
            for title, names in told:
                if names:
                    with ui.element("li"):
                        Text("strong", f"{title}: ")
                        Text("span", ", ".join(names))
            if not any(names for _, names in told):
                Text("li", "–")


PAGE = Page("/simulate", "What if", "call_split", build, place=4)
