"""Home: how all stands, each access domain with what every line is answered, and what changed lately."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.newest import LATELY
from trunkline.console.page import Page
from trunkline.console.parts.ago import ago
from trunkline.console.parts.kinds import titled_key
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.paths import domain_path
from trunkline.console.parts.spans import Spans, span
from trunkline.console.parts.state import StateChip, state_of
from trunkline.console.parts.text import Text
from trunkline.console.traffic import Rates
from trunkline.console.visit import Visit, soon
from trunkline.console.words import Words
from trunkline.errors import TrunklineError

LINES = 6
"""So many lines of an access domain are shown; the others are on its own page."""

ROWS = 15
"""Access domains of a page: each has a line or more of answers, and the page is to be there at once."""

EVERY = 2.0
"""Seconds from one look at the counts to the next."""


async def build(visit: Visit) -> None:
    """Drawn once, and changed in place as the world does."""
    world = await visit.feed.now()
    if not world.domains:
        _invite(visit)
    figures = _Figures(visit)
    domains = _Domains(visit)
    lately = _Lately(visit)

    def hear(world: World) -> None:
        figures.show(world)
        domains.show(world)
        soon(lately.show(world))

    async def count() -> None:
        with suppress(TrunklineError):  # the frame says that the node does not answer
            rates = await visit.ask(visit.feed.meter.read)
            figures.show_rates(rates)
            domains.show_rates(rates)

    visit.follow(hear)
    ui.timer(EVERY, count)


def _invite(visit: Visit) -> None:
    with ui.element("section").classes("panel"):
        Text("h2", visit.say("Nothing is steered yet"))
        Text("p", visit.say("A few questions lead to the first name that every user gets on their own line."))
        ui.button(visit.say("Begin"), icon="rocket_launch", on_click=lambda: ui.navigate.to("/begin")).props(
            "no-caps unelevated color=primary"
        )


class _Figures:
    """A strip of numbers: what is well, of how many."""

    def __init__(self, visit: Visit) -> None:
        say = visit.say
        with ui.element("dl").classes("figures"):
            self._rate = self._figure(say("Queries per second"))
            self._domains = self._figure(say("Access domains available"))
            self._pools = self._figure(say("Pools available"))
            self._addresses = self._figure(say("Addresses available"))
            self._revision = self._figure(say("Revision"))
        self._rate.set_text("0")

    def _figure(self, title: str) -> Text:
        with ui.element("div").classes("figure"):
            Text("dt", title)
            return Text("dd")

    def show(self, world: World) -> None:
        for figure, rows in (
            (self._domains, [row for row in world.domains if row["enabled"]]),
            (self._pools, [row for row in world.pools if row["enabled"]]),
            (self._addresses, [row for row in world.addresses if row["enabled"]]),
        ):
            well = sum(row["available"] for row in rows)
            figure.set_text(f"{well} / {len(rows)}")
            figure.classes(add="well" if well == len(rows) else "ill", remove="ill" if well == len(rows) else "well")
        self._revision.set_text(str(world.revision))

    def show_rates(self, rates: Rates) -> None:
        self._rate.set_text(f"{rates.all:,.0f}")


class _Domains:
    """The access domains, a page at a time; those of another page are not drawn at all."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say = visit, visit.say
        self._rows: dict[tuple[str, str], _Row] = {}
        self._world, self._rates = World(), Rates()
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row between"):
                Text("h2", self._say("Access domains"))
                self._search = (
                    ui.input(self._say("Search"), on_change=lambda: self._turn())
                    .props("dense outlined clearable debounce=200 type=search")
                    .classes("search")
                )
            with ui.element("div").classes("scroll"), ui.element("table").classes("plain domains"):
                with ui.element("thead"), ui.element("tr"):
                    for title in (
                        self._say("Access domain"),
                        self._say("State"),
                        self._say("What each line is answered"),
                        self._say("Queries/s"),
                    ):
                        Text("th", title).props("scope=col")
                self._body = ui.element("tbody")
            self._none = Text("p", self._say("There is none."), "quiet")
            self._pager = Pager(self._say, self._draw, ROWS)

    def show(self, world: World) -> None:
        self._world = world
        self._draw()

    def show_rates(self, rates: Rates) -> None:
        self._rates = rates
        for key, row in self._rows.items():
            row.show_rate(rates.domains.get(key, 0.0))

    def _turn(self) -> None:
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        sought = (self._search.value or "").strip().lower()
        found = [row for row in self._world.domains if sought in row["name"]]
        shown = {(row["name"], row["type"]): row for row in self._pager.cut(found)}
        if [*shown] != [*self._rows]:
            self._body.clear()
            with self._body:
                self._rows = {key: _Row(self._visit, *key) for key in shown}
            self.show_rates(self._rates)
        for key, row in shown.items():
            self._rows[key].show(row)
        self._none.set_visibility(not found)


class _Row:
    def __init__(self, visit: Visit, name: str, type: str) -> None:
        self._say = visit.say
        self._shown: tuple[tuple[str, str, str], ...] = ()
        with ui.element("tr"):
            with ui.element("td"):
                ui.link(name, domain_path(name, type)).classes("name")
                self._policy = Text("span", "", "quiet block")
                self._type = type
            with ui.element("td"):
                self._state = StateChip(visit.say)
                self._why = Text("span", "", "quiet block why")
            with ui.element("td"):
                self._answers = ui.element("ul").classes("answers")
            self._rate = Text("td", "0", "number")
            self._rate.props["data-title"] = visit.say("Queries/s")

    def show(self, row: Json) -> None:
        self._state.show(state_of(row))
        self._policy.set_text(f"{row['type']} · {row['policy']}")
        self._why.set_text(row["because"])
        answers = tuple((one["line"], ", ".join(one["answer"]), one["because"]) for one in row["answers"])
        if answers != self._shown:
            self._draw(answers)

    def show_rate(self, rate: float) -> None:
        self._rate.set_text(f"{rate:,.1f}" if 0 < rate < 10 else f"{rate:,.0f}")

    def _draw(self, answers: tuple[tuple[str, str, str], ...]) -> None:
        before, self._shown = {line: said for line, said, _ in self._shown}, answers
        self._answers.clear()
        with self._answers:
            for line, said, because in answers[:LINES]:
                moved = " moved" if before.get(line, said) != said else ""
                pair = Spans("li", span(line, "line"), span(said or self._say("nothing"), "answer"))
                pair.classes(f"pair{moved}").props["title"] = because
            if len(answers) > LINES:
                with ui.element("li").classes("quiet"):
                    Text("span", self._say("and {count} more lines", count=len(answers) - LINES))
            if not answers:
                with ui.element("li").classes("quiet"):
                    Text("span", self._say("the zone's own records"))


class _Lately:
    """The newest switches and writes, one stream."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say = visit, visit.say
        self._shown: tuple[object, ...] = ()
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row between"):
                Text("h2", self._say("Changed lately"))
                ui.link(self._say("All events"), "/events")
            self._list = ui.element("ol").classes("lately")

    async def show(self, world: World) -> None:
        """Asks for the newest; says nothing where the node does not answer, for the frame does."""
        with suppress(TrunklineError):
            switches, writes = await self._visit.ask(self._visit.feed.newest.read, world.seen)
            rows = sorted([*map(_switch, switches), *map(partial(_write, self._say), writes)], reverse=True)[:LATELY]
            if tuple(rows) != self._shown:
                self._shown = tuple(rows)
                self._draw(rows)

    def _draw(self, rows: list[tuple[float, str, str]]) -> None:
        self._list.clear()
        now = time.time()
        with self._list:
            for at, what, because in rows:
                with ui.element("li"):
                    Text("time", ago(self._say, at, now), "quiet")
                    Text("span", what)
                    Text("span", because, "quiet")
            if not rows:
                Text("li", self._say("Nothing yet."), "quiet")


def _switch(row: Json) -> tuple[float, str, str]:
    before, after = ", ".join(row["before"]) or "–", ", ".join(row["after"]) or "–"
    line = f" · {row['line']}" if row.get("line") else ""
    return row["at"], f"{row['key']}{line}: {before} → {after}", row["because"]


def _write(say: Words, row: Json) -> tuple[float, str, str]:
    changed = ", ".join(titled_key(say, one["kind"], one["key"]) for one in row["changes"][:3])
    more = f" +{len(row['changes']) - 3}" if len(row["changes"]) > 3 else ""
    return row["at"], f"{row['by']}: {changed}{more}", row["why"]


PAGE = Page("/", "Home", "home", build, place=0)
