"""Lines of one's own: networks and AS numbers that get a line before all others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from nicegui import ui

from trunkline.client import Fetched, Json
from trunkline.console.feed import World
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.plan import reviewed
from trunkline.console.parts.rows import Rows, Show
from trunkline.console.parts.sure import sure
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.documents.line import OwnLine
from trunkline.documents.read import read_document
from trunkline.errors import TrunklineError

MOST = 4
"""Networks that are named in the list; of more it tells how many."""


class OwnLines:
    """The list, and for operators the ways to change it."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._say, self._may = visit, visit.say, visit.may("operator")
        say = visit.say
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row between"):
                Text("h2", say("Lines of your own"))
                if self._may:
                    ui.button(say("New line"), icon="add", on_click=self._make).props("no-caps unelevated")
            Text("p", say("They go before all that the line table says."), "quiet")
            titles = say("Code"), say("Title"), say("Networks"), say("AS numbers"), ""
            self._rows = Rows(titles if self._may else titles[:-1], self._draw, say("There is none."))

    def show(self, world: World) -> None:
        """As they are now."""
        self._rows.show({one["name"]: one for one in world.documents.get("lines", ())})

    def _draw(self, code: str) -> Show:
        say = self._say
        Text("th", code, "mono").props("scope=row")
        title, networks, asns = Text("td"), Text("td", classes="mono"), Text("td", classes="mono")
        if self._may:
            with ui.element("td").classes("acts"):
                edit = ui.button(icon="edit", on_click=partial(self._edit, code)).props("flat round dense")
                edit.props["aria-label"] = say("Edit {name}", name=code)
                drop = ui.button(icon="delete", on_click=partial(self._delete, code)).props("flat round dense")
                drop.props["aria-label"] = say("Delete {name}", name=code)

        def fill(row: Json) -> None:
            title.set_text(row["title"])
            networks.set_text(told_few(row["networks"]))
            asns.set_text(told_few(row["asns"]))

        return fill

    async def _make(self) -> None:
        await self._ask(self._say("New line"), {"name": "", "title": "", "networks": [], "asns": []}, 0)

    async def _edit(self, code: str) -> None:
        if found := await self._fetched(code):
            await self._ask(self._say("Edit {name}", name=code), found.body, found.revision)

    async def _fetched(self, code: str) -> Fetched | None:
        """As it is when somebody begins to change it; another's write in between is a conflict then."""
        try:
            return await self._visit.ask(self._visit.client.get, OwnLine.kind, code)
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
            return None

    async def _ask(self, title: str, body: Json, revision: int) -> None:
        """The form; `revision` is 0 for a new one."""
        say, visit = self._say, self._visit
        with titled_dialog(title, "form-dialog") as dialog:
            fields = Fields(say)
            drawn = {"title": fields.text("title", say("Title"), value=body["title"])}
            if not revision:
                hint = say("how pools refer to it, such as office")
                drawn["name"] = fields.text("name", say("Code"), hint=hint).props("autofocus")
            networks, asns = "\n".join(body["networks"]), "\n".join(map(str, body["asns"]))
            several = {
                "networks": fields.lines(
                    "networks", say("Networks"), value=networks, hint="192.0.2.0/24, 2001:db8::/32"
                ),
                "asns": fields.lines("asns", say("AS numbers"), value=asns, hint="64500"),
            }

            async def review() -> None:
                typed = {name: field.value or "" for name, field in {**drawn, **several}.items()}
                try:
                    line = read_document(OwnLine, document_of({"name": body["name"], **typed}), lambda path: "")
                    plan = await visit.ask(visit.client.plan, [line])
                    fields.accept()
                    why = await reviewed(say, plan)
                    if why is None:
                        return
                    await visit.ask(visit.client.put, line, why=why, expected=revision)
                except TrunklineError as error:
                    fields.refuse(error)
                    return
                dialog.close()

            with ui.row().classes("actions"):
                ui.button(say("Cancel"), on_click=dialog.close).props("flat no-caps")
                ui.button(say("Review and apply"), on_click=review).props("no-caps")
        await answered(dialog)

    async def _delete(self, code: str) -> None:
        say, client = self._say, self._visit.client
        warning = say("Its askers are on the lines that the line table knows then.")
        found = await self._fetched(code)
        if found and await sure(say, say("Delete {name}", name=code), warning, code, say("Delete")):
            await self._visit.do(client.delete, OwnLine.kind, code, expected=found.revision)


def document_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """The document that the fields mean: a network or an AS number each line, or several apart by commas."""
    networks, asns = (typed[field].replace(",", "\n").split("\n") for field in ("networks", "asns"))
    return {
        "name": typed["name"].strip(),
        "title": typed["title"].strip(),
        "networks": [one.strip() for one in networks if one.strip()],
        "asns": [int(one) if one.isascii() and one.isdigit() else one for one in map(str.strip, asns) if one],
    }


def told_few(found: list[Any]) -> str:
    """The first of them, and how many more there are."""
    more = f" +{len(found) - MOST}" if len(found) > MOST else ""
    return ", ".join(map(str, found[:MOST])) + more
