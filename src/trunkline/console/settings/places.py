"""Places that servers are looked at from: where they are, whether their agents speak, and how to start one."""

from __future__ import annotations

import shlex
import time

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.parts.ago import ago
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.rows import Rows, Show
from trunkline.console.parts.state import DOWN, OK, UNKNOWN, State, StateChip
from trunkline.console.parts.text import Text
from trunkline.console.settings.propose import delete, edit, proposed
from trunkline.console.visit import Visit
from trunkline.console.words import Words


async def draw_places(visit: Visit) -> None:
    """Operators add, change and delete them."""
    places = _Places(visit)
    visit.follow(places.show)


class _Places:
    def __init__(self, visit: Visit) -> None:
        self._visit, self._say, say = visit, visit.say, visit.say
        self._own = {one["name"] for one in visit.feed.world.places if one["here"]} if visit.feed.world else set()
        with ui.element("section").classes("panel") as self._section:
            with ui.element("div").classes("row between"):
                Text("h2", say("Places"))
                if visit.may("operator"):
                    ui.button(say("New place"), icon="add", on_click=lambda: edited(visit, {}, 0)).props(
                        "no-caps unelevated"
                    )
            Text(
                "p",
                say("A server may be down for one network and well for others: an agent at each place looks."),
                "quiet",
            )
            titles = (say("Name"), say("State"), say("Checks"), say("Last heard of"), "")
            self._rows = Rows(titles, self._draw, say("There is none."))

    def show(self, world: World) -> None:
        self._rows.show({one["name"]: one for one in world.places})

    def _draw(self, name: str) -> Show:
        say = self._say
        with ui.element("td"):
            Text("span", name, "name")
            where = Text("span", "", "quiet block")
        with ui.element("td"):
            chip = StateChip(say)
            words = Text("span", "", "quiet block")
        checks, heard = Text("td"), Text("td")
        with ui.element("td").classes("number"):
            if name not in self._own:
                self._draw_acts(name)

        def show(place: Json) -> None:
            where.set_text(" · ".join(one for one in (place["city"], place["carrier"], place["remark"]) if one))
            state, sentence = told_place(say, place)
            chip.show(state)
            words.set_text(sentence)
            checks.set_text(str(place["tasks"]))
            heard.set_text(say("Never heard of") if place["heard"] is None else ago(say, place["heard"], time.time()))

        return show

    def _draw_acts(self, name: str) -> None:
        say = self._say
        acts = [(say("Start an agent"), say("Start an agent at {name}", name=name), lambda: self._start(name))]
        if self._visit.may("operator"):
            acts += [
                (say("Edit"), say("Edit {name}", name=name), lambda: self._edit(name)),
                (say("Delete"), say("Delete {name}", name=name), lambda: self._delete(name)),
            ]
        for words, label, act in acts:
            ui.button(words, on_click=act).props("flat no-caps dense").props["aria-label"] = label

    async def _start(self, name: str) -> None:
        with self._section:
            await show_start(self._visit, name)

    async def _edit(self, name: str) -> None:
        with self._section:
            await edit(self._visit, "place", name, edited)

    async def _delete(self, name: str) -> None:
        with self._section:
            consequence = self._say("What its agent finds counts no more.")
            await delete(self._visit, "place", name, consequence)


async def edited(visit: Visit, place: Json, expected: int) -> None:
    """Asks until it is written or the person turns back; `expected` 0 and an empty place make a new one."""
    say = visit.say
    title = say("Edit {name}", name=place["name"]) if place else say("New place")
    with titled_dialog(title) as dialog:
        fields = Fields(say)
        name = fields.text("name", say("Name"), value=place.get("name", ""), hint=say("Agents and monitors name it."))
        name.set_enabled(not place)
        typed = {
            "city": fields.text("city", say("City"), value=place.get("city", "")),
            "carrier": fields.text("carrier", say("Carrier"), value=place.get("carrier", "")),
            "remark": fields.text("remark", say("Remark"), value=place.get("remark", "")),
        }

        async def save() -> None:
            body = {"name": (name.value or "").strip(), **{field: one.value or "" for field, one in typed.items()}}
            if await proposed(visit, fields, "places", body, expected):
                dialog.submit(True)

        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=lambda: dialog.submit(False)).props("flat no-caps")
            ui.button(say("Look at what changes"), on_click=save).props("no-caps")
    await answered(dialog)


async def show_start(visit: Visit, name: str) -> None:
    """The two commands that start an agent there."""
    say = visit.say
    title = say("Start an agent at {name}", name=name)
    make, start = commands(name, visit.client.url)
    with titled_dialog(title, "plan") as dialog:
        Text("p", say("Once, where the node is: make a token for it. It is shown this once."))
        Text("pre", make, "command mono").props("tabindex=0")
        Text("p", say("Then on the machine at that place; write the address by which it reaches the node, over TLS."))
        Text("pre", start, "command mono").props("tabindex=0")
        with ui.row().classes("actions"):
            ui.button(say("Close"), on_click=lambda: dialog.submit(None)).props("no-caps autofocus")
    await answered(dialog)


def commands(name: str, url: str) -> tuple[str, str]:
    """What makes the agent's token, and what starts it, for a shell."""
    place = shlex.quote(name)
    return (
        f"trunkline token create {place} --role agent",
        f"TRUNKLINE_TOKEN=… trunkline agent --place {place} --url {shlex.quote(url)}",
    )


def told_place(say: Words, place: Json) -> tuple[State, str]:
    """Whether what is said from there counts, and in words."""
    if place["here"]:
        return OK, say("The node itself looks from here")
    if place["silent"]:
        return DOWN, say("It has checks to do and says nothing fresh")
    if place["heard"] is None:
        return UNKNOWN, say("No agent was started there yet")
    return OK, say("Its agent speaks")
