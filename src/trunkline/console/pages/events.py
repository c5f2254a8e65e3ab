"""Events: who was answered otherwise and why, how all stood, who was told, who changed what; a log at a time."""

from __future__ import annotations

from contextlib import suppress

from nicegui import ui

from trunkline.client import Json
from trunkline.console.events.told import LOGS, Told
from trunkline.console.page import Page
from trunkline.console.parts.ago import moment
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, soon
from trunkline.errors import TrunklineError

ROWS = 25
"""Of a page."""


async def build(visit: Visit) -> None:
    """`?log=` says which; the newest page of it is live."""
    log = visit.query.get("log", "")
    log = log if log in LOGS else "switches"
    titles = {
        "switches": visit.say("Switches"),
        "standings": visit.say("Health turns"),
        "alerts": visit.say("Alerts"),
        "deliveries": visit.say("Deliveries"),
        "writes": visit.say("Document changes"),
    }
    with ui.element("nav").classes("parts") as nav:
        nav.props["aria-label"] = visit.say("Kinds of events")
        for name, title in titles.items():
            link = ui.link(title, f"/events?log={name}")
            if name == log:
                link.props("aria-current=page")
    stream = _Stream(visit, log, titles[log])
    visit.follow(lambda world: stream.hear())


class _Stream:
    def __init__(self, visit: Visit, log: str, title: str) -> None:
        self._visit, self._say, self._log = visit, visit.say, log
        self._before: int | None = None
        self._shown: tuple[Told, ...] | None = None
        say = self._say
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row between"):
                Text("h2", title)
                self._sought = ui.input(say("Search"), on_change=self._newest)
                self._sought.props("dense outlined clearable debounce=200 type=search").classes("search")
                self._sought.set_visibility(log != "writes")
            with ui.element("div").classes("scroll").props("tabindex=0"), ui.element("table").classes("plain events"):
                with ui.element("thead"), ui.element("tr"):
                    about = say("Who") if log == "writes" else say("About")
                    for column in (say("When"), about, say("What happened"), say("Why")):
                        Text("th", column).props("scope=col")
                self._body = ui.element("tbody")
            self._none = Text("p", say("Nothing yet."), "quiet")
            with ui.element("div").classes("row pager"):
                self._up = ui.button(say("Newest events"), on_click=self._newest).props("flat no-caps")
                self._down = ui.button(say("Older events"), on_click=self._older).props("flat no-caps")

    def hear(self) -> None:
        """Something changed: what is older stays as it is."""
        if self._before is None:
            soon(self._read())

    def _newest(self) -> None:
        self._before = None
        soon(self._read())

    def _older(self) -> None:
        if self._shown:
            self._before = self._shown[-1].number
            soon(self._read())

    async def _read(self) -> None:
        asked = (self._before, self._sought.value)
        with suppress(TrunklineError):  # the frame says that the node does not answer
            rows = await self._visit.ask(self._ask, *asked)
            if asked == (self._before, self._sought.value):
                self._show(tuple(LOGS[self._log](self._say, row) for row in rows))

    def _ask(self, before: int | None, text: str | None) -> Json:
        client, limit = self._visit.client, ROWS + 1
        if self._log == "writes":
            return client.history(limit=limit, before=before)
        return client.log(self._log, limit=limit, before=before, contains=text or None)

    def _show(self, found: tuple[Told, ...]) -> None:
        self._down.set_visibility(len(found) > ROWS)
        self._up.set_visibility(self._before is not None)
        self._none.set_visibility(not found)
        if found[:ROWS] == self._shown:
            return
        self._shown = found[:ROWS]
        self._body.clear()
        with self._body:
            for one in self._shown:
                with ui.element("tr"):
                    Text("td", moment(self._say, one.at), "number moment")
                    Text("td", one.about)
                    with ui.element("td"):
                        for line in one.what:
                            Text("div", line, "answer")
                    Text("td", one.why, "quiet")


PAGE = Page("/events", "Events", "event_note", build, place=5)
