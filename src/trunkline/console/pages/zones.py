"""Zones: which there are, and a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from nicegui import ui

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.paths import zone_path
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit
from trunkline.documents.read import read_document
from trunkline.documents.zone import Zone
from trunkline.errors import TrunklineError


async def build(visit: Visit) -> None:
    """A list with a search field; it is drawn anew only when what it shows changes."""
    with ui.element("section").classes("panel"):
        with ui.element("div").classes("row"):
            Text("h2", visit.say("Domain names that this node answers for"))
            ui.space()
            if visit.may("operator"):
                ui.button(visit.say("New zone"), icon="add", on_click=lambda: _new_zone(visit)).props("no-caps")
        table = _Zones(visit)
    visit.follow(table.show)


class _Zones:
    def __init__(self, visit: Visit) -> None:
        self._say = visit.say
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._search = ui.input(visit.say("Search"), on_change=self._seek).classes("search")
        self._search.props("dense outlined clearable debounce=200 type=search")
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
            with ui.element("thead"), ui.element("tr"):
                Text("th", self._say("Zone")).props("scope=col")
                Text("th", self._say("Record sets"), "number").props("scope=col")
                Text("th", self._say("Access domains"), "number").props("scope=col")
                Text("th", self._say("Remark")).props("scope=col")
            self._body = ui.element("tbody")
        self._none = Text("p", self._say("There is none."), "quiet")
        self._pager = Pager(visit.say, self._draw)

    def show(self, world: World) -> None:
        """As it is now."""
        rows = rows_of(world)
        if rows != self._rows:
            self._rows = rows
            self._draw()

    def _seek(self) -> None:
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        sought = (self._search.value or "").strip().lower()
        found = [row for row in self._rows if sought in f"{row[0]} {row[3]}".lower()]
        self._none.set_visibility(not found)
        self._body.clear()
        with self._body:
            for name, sets, steered, remark in self._pager.cut(found):
                with ui.element("tr"):
                    with ui.element("td"):
                        ui.link(name, zone_path(name))
                    Text("td", sets, "number")
                    Text("td", steered, "number")
                    Text("td", remark)


def rows_of(world: World) -> tuple[tuple[str, ...], ...]:
    """Name, record sets, access domains and remark of each zone."""
    zones = world.documents.get("zones", ())
    names = {zone["name"] for zone in zones}
    steered = Counter(zone_above(one["name"], names) for one in world.documents.get("access_domains", ()))
    return tuple((one["name"], str(len(one["records"])), str(steered[one["name"]]), one["remark"]) for one in zones)


def zone_above(name: str, zones: Collection[str]) -> str:
    """The closest of these zones that `name` is in, or nothing."""
    while name and name not in zones:
        name = name.partition(".")[2]
    return name


async def _new_zone(visit: Visit) -> None:
    say = visit.say
    with titled_dialog(say("New zone")) as dialog:
        fields = Fields(say)
        name = fields.text("name", say("Domain name"), hint="example.com").props("autofocus")
        server = fields.text(
            "records.0", say("Name server"), value="ns1", hint=say("Without a final dot: in this zone")
        )
        address = fields.text("records.1", say("Address of the name server"), hint="192.0.2.53")

        async def create() -> None:
            try:
                document = first_document(name.value, server.value, address.value)
                zone = read_document(Zone, document, lambda path: "")
                await visit.ask(visit.client.put, zone, why=say("a new zone, by the console"), expected=0)
            except TrunklineError as error:
                fields.refuse(error)
                return
            dialog.close()
            ui.navigate.to(zone_path(zone.name))

        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=dialog.close).props("flat no-caps")
            ui.button(say("Create"), on_click=create).props("no-caps")
        name.on("keydown.enter", create)
    await answered(dialog)


def first_document(name: str, server: str, address: str) -> dict[str, Any]:
    """A zone with one name server, and its address where one is given: of a server that stands in the zone."""
    records: list[Json] = [{"name": "@", "type": "NS", "data": [server.strip()]}]
    if address.strip():
        kind = "AAAA" if ":" in address else "A"
        records.append({"name": server.strip(), "type": kind, "data": [address.strip()]})
    return {"name": name.strip(), "records": records}


PAGE = Page("/zones", "Zones", "dns", build, place=6)
