"""The writes, newest first, a page at a time: what is sought among them, what each changed, and the way back."""

from __future__ import annotations

import time
from functools import partial

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.history.write import Write
from trunkline.console.parts.kinds import KINDS
from trunkline.console.parts.plan import reviewed
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, soon
from trunkline.errors import TrunklineError

ROWS = 25
"""Writes of a page."""


class Writes:
    """Follows the newest ones while the first page is open."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say, say = visit, visit.say, visit.say
        self._revision, self._asked = -1, 0
        self._rows: dict[int, Write] = {}
        self._befores: list[int | None] = [None]
        kinds = {"": say("All kinds"), **{kind: say(title) for kind, title in KINDS.items()}}
        spans = {0: say("All of it"), **{seconds: say(words) for seconds, words in SPANS.items()}}
        with ui.element("section").classes("panel sought").props("role=search"):
            self._kind = ui.select(kinds, label=say("Kind"), value="")
            self._key = ui.input(say("Name, in full")).props("debounce=400 clearable")
            self._by = ui.input(say("By whom")).props("debounce=400 clearable")
            self._span = ui.select(spans, label=say("Time"), value=0)
        for field in (self._kind, self._key, self._by, self._span):
            field.on_value_change(self._seek)
        with ui.element("section").classes("panel") as self._section:
            self._list = ui.element("ol").classes("writes")
            self._none = Text("p", say("There is none."), "quiet")
            with ui.element("div").classes("row pager"):
                self._newer = ui.button(say("Newer"), icon="chevron_left", on_click=lambda: self._turn(newer=True))
                self._older = ui.button(say("Older"), on_click=lambda: self._turn(newer=False))
                self._older.props("icon-right=chevron_right")
                for button in (self._newer, self._older):
                    button.props("flat no-caps dense")

    def show(self, world: World) -> None:
        """As it is now."""
        if world.revision != self._revision:
            self._revision = world.revision
            soon(self._load())

    def _seek(self) -> None:
        self._befores = [None]
        soon(self._load())

    def _turn(self, *, newer: bool) -> None:
        if newer:
            self._befores.pop()
        else:
            self._befores.append(min(self._rows))
        soon(self._load())

    async def _load(self) -> None:
        sought = {
            "by": (self._by.value or "").strip() or None,
            "since": time.time() - self._span.value if self._span.value else None,
            "before": self._befores[-1],
        }
        kind, key = self._kind.value or None, (self._key.value or "").strip() or None
        self._asked += 1
        asked = self._asked
        try:
            found = await self._visit.ask(self._visit.client.history, kind, key, limit=ROWS + 1, **sought)
        except TrunklineError as error:
            with self._section:
                self._visit.tell(error)
            return
        if asked != self._asked:  # something else is sought by now
            return
        self._newer.set_enabled(len(self._befores) > 1)
        self._older.set_enabled(len(found) > ROWS)
        self._draw(found[:ROWS])

    def _draw(self, writes: list[Json]) -> None:
        """Those that are here already stay, with what was opened in them."""
        self._none.set_visibility(not writes)
        wanted = [write["revision"] for write in writes]
        for gone in self._rows.keys() - set(wanted):
            self._rows.pop(gone).element.delete()
        for place, write in enumerate(writes):
            revision = write["revision"]
            if revision not in self._rows:
                with self._list:
                    self._rows[revision] = Write(self._visit, write, partial(self._back, revision))
                self._rows[revision].element.move(target_index=place)
            self._rows[revision].show(newest=self._revision)

    async def _back(self, revision: int) -> None:
        with self._section:
            say, client = self._say, self._visit.client
            try:
                plan = await self._visit.ask(client.plan_rollback, revision)
            except TrunklineError as error:
                self._visit.tell(error)
                return
            why = await reviewed(say, plan, say("back to revision {n}", n=revision))
            if why is None:
                return
            if await self._visit.do(client.rollback, revision, why=why, expected=plan["revision"]):
                ui.notify(say("All is as it was at revision {n}.", n=revision), type="positive")


SPANS = {3600: "The last hour", 86_400: "The last day", 604_800: "The last week", 2_592_000: "The last 30 days"}
"""Seconds → words."""
