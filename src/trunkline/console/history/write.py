"""One write: its revision, who, when and why, each document that it changed, and the way back to it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from nicegui import ui

from trunkline.client import Json
from trunkline.console.history.difference import differences, what_of
from trunkline.console.parts.ago import ago, moment
from trunkline.console.parts.kinds import titled_key
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit

SHOWN = 5
"""Documents that are shown at once; the others open with them."""

MOST = 50
"""Documents that are shown at all; of the rest, how many."""


class Write:
    """`write` is as the API tells it; `back` is offered to operators, for all but the newest."""

    def __init__(self, visit: Visit, write: Json, back: Callable[[], Awaitable[None]]) -> None:
        self._say, self._write = visit.say, write
        self._back: ui.button | None = None
        with ui.element("li") as self.element:
            with ui.element("div").classes("write"):
                Text("span", str(write["revision"]), "revision number")
                with ui.element("div"):
                    why = write["why"] or visit.say("no reason was given")
                    Text("span", why, "name" if write["why"] else "quiet")
                    self._when = Text("span", "", "quiet block")
                    self._when.props["title"] = moment(visit.say, write["at"])
                if visit.may("operator"):
                    self._draw_back(back)
            self._draw_changes(write["changes"])

    def show(self, *, newest: int) -> None:
        """As it is now."""
        self._when.set_text(f"{self._write['by']} · {ago(self._say, self._write['at'], time.time())}")
        if self._back is not None:
            self._back.set_visibility(self._write["revision"] < newest)

    def _draw_back(self, back: Callable[[], Awaitable[None]]) -> None:
        say = self._say
        self._back = ui.button(say("Bring back"), icon="history", on_click=back).props("flat no-caps dense")
        self._back.props["aria-label"] = say("Bring back revision {n}", n=self._write["revision"])

    def _draw_changes(self, changes: list[Json]) -> None:
        for change in changes[:SHOWN]:
            self._draw_change(change)
        if len(changes) > SHOWN:
            with ui.element("details"):
                Text("summary", self._say("… and {count} more", count=len(changes) - SHOWN))
                for change in changes[SHOWN:MOST]:
                    self._draw_change(change)
                if len(changes) > MOST:
                    Text("p", self._say("… and {count} more", count=len(changes) - MOST), "quiet")

    def _draw_change(self, change: Json) -> None:
        say, what = self._say, what_of(change)
        with ui.element("details"):
            with ui.element("summary"):
                Text("span", SIGNS[what], f"sign {what}").props("aria-hidden=true")
                Text("span", f"{titled_key(say, change['kind'], change['key'])} · {say(WHATS[what])}")
            found = differences(change)
            if not found:
                Text("p", say("What it says is not shown here."), "quiet")
                return
            with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
                with ui.element("thead"), ui.element("tr"):
                    for words in (say("Field"), say("Before"), say("After")):
                        Text("th", words).props("scope=col")
                with ui.element("tbody"):
                    for one in found:
                        with ui.element("tr"):
                            Text("td", one.field)
                            Text("td", one.before or say("by default"), "answer" if one.before else "quiet")
                            Text("td", one.after or say("by default"), "answer" if one.after else "quiet")


SIGNS = {"created": "+", "changed": "~", "deleted": "−"}

WHATS = {"created": "created", "changed": "changed", "deleted": "deleted"}
