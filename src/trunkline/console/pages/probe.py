"""The probe: every line asks through the real DNS port, and whoever is told something else than before stands out."""

from __future__ import annotations

import time

from nicegui import ui

from trunkline.console.asking.again import Again
from trunkline.console.asking.line_table import LineTable
from trunkline.console.asking.place_view import PlaceView
from trunkline.console.asking.places import titles_of
from trunkline.console.asking.question import Question, keep_in_address
from trunkline.console.asking.told import Run
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.ago import moment
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.errors import TrunklineError

EVERY = 3.0
"""Seconds between two askings while the switch is on."""


async def build(visit: Visit) -> None:
    """Two views of one question; only the one that is seen asks."""
    _Probe(visit, await visit.ask(visit.client.catalogue))


class _Probe:
    def __init__(self, visit: Visit, catalogue: list[dict[str, str]]) -> None:
        self._visit, self._say = visit, visit.say
        self._before, self._now, self._afresh, self._asked = Run(), Run(), True, ("", "")
        self._again = Again(self._ask)
        titles = titles_of(catalogue, visit.say.language)
        with ui.element("div").classes("panel"):
            self._draw_question()
        with ui.tabs().props("align=left no-caps") as tabs:
            by_line = ui.tab("lines", visit.say("By line"), icon="table_rows")
            by_place = ui.tab("places", visit.say("By place"), icon="grid_on")
        first = by_place if visit.query.get("view") == "places" else by_line
        with ui.tab_panels(tabs, value=first).classes("panel views").props("keep-alive") as self._views:
            with ui.tab_panel(by_line):
                sought = ui.input(visit.say("Find a line")).props("outlined dense clearable type=search")
                sought.classes("find-line")
                self._table = LineTable(visit.say, titles)
                sought.on_value_change(lambda: self._table.seek(sought.value or ""))
            with ui.tab_panel(by_place):
                self._places = PlaceView(visit, catalogue)
        tabs.on_value_change(self._turn)
        visit.follow(self._hear)

    def _draw_question(self) -> None:
        say = self._say
        with ui.element("div").classes("row asking"):
            self._question = Question(self._visit, self._start)
            ui.button(say("Ask again"), icon="refresh", on_click=self._start).props("no-caps")
            keep = ui.switch(say("Keep asking, every {count} s", count=int(EVERY)))
        self._word = Text("p", say("Asking …"), "quiet said").props("role=status")
        self._refused = Text("p", "", "refused").props("role=alert")
        timer = ui.timer(EVERY, self._again.want, active=False)
        keep.on_value_change(lambda: timer.activate() if keep.value else timer.deactivate())

    def _turn(self) -> None:
        keep_in_address("/probe", self._address())
        self._again.want()

    def _start(self) -> None:
        """From here on it is told what has changed."""
        self._afresh = True
        keep_in_address("/probe", self._address())
        self._again.want()

    def _hear(self, world: World) -> None:
        self._question.offer(world)
        if not world.trouble:
            self._again.want()

    def _address(self) -> dict[str, str]:
        view = "places" if self._views.value == "places" else ""
        return {"name": self._question.name, "type": self._question.type, "view": view}

    async def _ask(self) -> None:
        name, type, visit = self._question.name, self._question.type, self._visit
        if not name:
            self._word.set_text(self._say("There is no access domain yet: type a name."))
            return
        try:
            if self._views.value == "places":
                await self._places.ask(name, type)
            revision = visit.feed.world.revision if visit.feed.world else 0
            rows = await visit.ask(visit.client.probe, name, type)
        except TrunklineError as error:
            self._refused.set_text(str(error))
            return
        self._refused.set_text("")
        self._show(Run.of(rows, revision, time.time()), (name, type))

    def _show(self, now: Run, asked: tuple[str, str]) -> None:
        if self._afresh or asked != self._asked:
            self._before, self._asked, self._afresh = now, asked, False
        self._now = now
        moved = sum(self._before.was(row, now.revision) is not None for row in now.rows.values())
        since = moment(self._say, self._before.at, "%H:%M:%S")
        lines = self._say("{count} lines asked through the DNS port", count=len(now.rows))
        changes = (
            self._say("{count} are answered otherwise than at {time}", count=moved, time=since)
            if moved
            else self._say("no change since {time}", time=since)
        )
        self._word.set_text(f"{lines} · {changes}")
        self._word.classes(add="has-moved" if moved else "", remove="" if moved else "has-moved")
        self._table.show(now, self._before)


PAGE = Page("/probe", "Probe", "travel_explore", build, place=2)
