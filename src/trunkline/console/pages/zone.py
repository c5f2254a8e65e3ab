"""One zone: its records edited in place, as a draft that shows its plan before it is applied; zone files in and out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from nicegui import events, ui

from trunkline.client import Fetched, Json
from trunkline.console.feed import World
from trunkline.console.page import Page
from trunkline.console.parts.fields import Fields
from trunkline.console.parts.file_button import file_button
from trunkline.console.parts.plan import reviewed
from trunkline.console.parts.sure import sure
from trunkline.console.parts.text import Text
from trunkline.console.visit import Visit, soon
from trunkline.console.zone.draft import Typed, ZoneDraft
from trunkline.console.zone.row import Acts
from trunkline.console.zone.table import RecordTable
from trunkline.documents.read import read_document
from trunkline.documents.zone import Zone
from trunkline.documents.zone_file import read_zone_file
from trunkline.errors import DocumentError, TrunklineError


async def build(visit: Visit) -> None:
    """What is typed here stays here until it is applied; nobody else sees the draft."""
    ui.link(visit.say("All zones"), "/zones").classes("back")
    page = _ZonePage(visit, await visit.ask(visit.client.get, "zone", visit.path["name"]))
    visit.follow(page.follow)


class _ZonePage:
    def __init__(self, visit: Visit, found: Fetched) -> None:
        self._visit, self._say = visit, visit.say
        self._draft = ZoneDraft.of(found.body, found.revision)
        self._steered = _steered_in(visit.feed.world or World(), self._draft.name)
        self._may_write = visit.may("operator")
        self._draw_head()
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row"):
                Text("h2", self._say("Records"))
                ui.space()
                if self._may_write:
                    self._adds = ui.button(self._say("Add records"), icon="add", on_click=self._add).props("no-caps")
            acts = Acts(self._keep, self._drop, self._undo)
            self._table = RecordTable(self._say, acts, may_write=self._may_write)
        self._draw_bar()
        self._show()

    def follow(self, world: World) -> None:
        """What others write is shown at once where there is no draft, and told where there is one."""
        steered = _steered_in(world, self._draft.name)
        if steered != self._steered:
            self._steered = steered
            self._show()
        if world.revision >= self._draft.revision:  # else it is from before what was written here
            now = world.document("zones", name=self._draft.name)
            if now != self._draft.body:
                soon(self._meet(now))

    async def _meet(self, now: Json | None) -> None:
        if now is None:
            self._moved.set_text(self._say("Somebody deleted this zone meanwhile."))
        elif self._draft.changes or self._table.editing:
            self._moved.set_text(self._say("Somebody else changed this zone meanwhile: your draft is of how it was."))
        else:
            await self._read_anew()

    async def _read_anew(self) -> None:
        try:
            found = await self._visit.ask(self._visit.client.get, "zone", self._draft.name)
        except TrunklineError as error:
            self._moved.set_text(str(error))
            return
        self._moved.set_text("")
        self._table.forget()
        self._take(ZoneDraft.of(found.body, found.revision))

    async def _drop_all(self) -> None:
        await self._read_anew()
        self._focus()

    def _draw_head(self) -> None:
        with ui.element("section").classes("panel"):
            with ui.element("div").classes("row"):
                Text("h2", self._draft.name).classes("mono")
                ui.space()
                ui.button(self._say("Download zone file"), icon="download", on_click=self._export).props("flat no-caps")
                if self._may_write:
                    file_button(self._say, self._say("Import zone file"), self._import)
                    drop = ui.button(self._say("Delete zone"), icon="delete", on_click=self._delete, color=None)
                    drop.props("flat no-caps").classes("danger")
            self._fields = Fields(self._say)
            labels = {
                "ttl": self._say("TTL of records that have none of their own, in seconds"),
                "min_ttl": self._say("Shortest TTL that its access domains may have, in seconds"),
                "remark": self._say("Remark"),
            }
            with ui.element("div").classes("columns"):
                self._inputs = {field: self._draw_field(field, label) for field, label in labels.items()}

    def _draw_field(self, field: str, label: str) -> ui.input:
        drawn = self._fields.text(field, label, value=self._draft.fields[field])
        drawn.on_value_change(partial(self._type_field, field))
        return drawn if self._may_write else drawn.props("readonly")

    def _draw_bar(self) -> None:
        with ui.element("div").classes("zone-bar"):
            self._moved = Text("span", classes="refused").props("role=status")
            self._count = Text("span").props("role=status")
            ui.space()
            self._discard = ui.button(self._say("Discard the draft"), on_click=self._drop_all).props("flat no-caps")
            self._review = ui.button(self._say("Review and apply"), on_click=self._apply).props("no-caps")

    def _show(self) -> None:
        changes = self._draft.changes
        self._table.show(self._draft, self._steered)
        self._count.set_text(self._say("Changes in the draft: {count}", count=changes) if changes else "")
        self._discard.set_visibility(bool(changes))
        self._review.set_visibility(bool(changes))

    def _take(self, draft: ZoneDraft) -> None:
        self._draft = draft
        self._fields.accept()
        for field, drawn in self._inputs.items():
            if drawn.value != draft.fields[field]:
                drawn.set_value(draft.fields[field])
        self._show()

    def _type_field(self, field: str, event: events.ValueChangeEventArguments[str]) -> None:
        self._draft = replace(self._draft, fields={**self._draft.fields, field: event.value or ""})
        self._show()

    def _add(self) -> None:
        draft, number = self._draft.added(Typed())
        self._take(draft)
        self._table.edit(number)

    def _drop(self, number: int) -> None:
        self._take(self._draft.typed(number, None))
        if not self._draft.has(number):  # its buttons went with it
            self._focus()

    def _focus(self) -> None:
        """To a button that is always there, for who has no mouse: the one that was pressed is gone."""
        self._adds.client.run_javascript(f"getHtmlElement({self._adds.id})?.focus()")

    def _undo(self, number: int) -> None:
        self._take(self._draft.undone(number))

    async def _keep(self, number: int, typed: Typed) -> TrunklineError | None:
        """The node checks the row among those that it could clash with; only what is wrong in it keeps it open."""
        draft = self._draft.typed(number, typed).near(number)
        try:
            await self._visit.ask(self._plan, draft)
        except DocumentError as error:
            if mine := draft.faults_of(number, error):
                return DocumentError(mine)
        except TrunklineError as error:
            return error
        self._take(self._draft.typed(number, typed))
        return None

    def _plan(self, draft: ZoneDraft) -> Json:
        return self._visit.client.plan([_zone_of(draft)])

    async def _apply(self) -> None:
        if not await self._table.keep():
            return
        draft = self._draft
        try:
            plan = await self._visit.ask(self._plan, draft)
        except TrunklineError as error:
            self._fields.refuse(draft.told(error) if isinstance(error, DocumentError) else error)
            return
        self._fields.accept()
        why = await reviewed(self._say, plan)
        if why is None:
            return
        if await self._visit.do(self._visit.client.put, _zone_of(draft), why=why, expected=draft.revision):
            await self._read_anew()
            self._focus()
            ui.notify(self._say("Applied: it is answered so now."), type="positive")

    async def _export(self) -> None:
        try:
            text = await self._visit.ask(self._visit.client.get_zone_file, self._draft.name)
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
            return
        ui.download.content(text, f"{self._draft.name}.zone", "text/dns")

    async def _import(self, event: events.UploadEventArguments) -> None:
        """What the file says becomes the draft, and its plan is shown."""
        file, draft = event.file, self._draft
        try:
            zone = await self._visit.ask(read_zone_file, await file.text(), draft.name, file.name)
            imported = await self._visit.ask(draft.imported, zone)
        except UnicodeDecodeError:
            self._visit.tell_refusal(self._say("{file} is no text in UTF-8.", file=file.name))
        except TrunklineError as error:
            self._visit.tell_refusal(str(error))
        else:
            self._table.forget()
            self._take(imported)
            await self._apply()

    async def _delete(self) -> None:
        say, name = self._say, self._draft.name
        warning = say("Nobody finds its names any more. The history keeps it, and can bring it back.")
        if await sure(say, say("Delete zone"), warning, name, say("Delete")) and await self._visit.do(
            self._visit.client.delete, "zone", name, expected=self._draft.revision
        ):
            ui.navigate.to("/zones")


def _steered_in(world: World, zone: str) -> frozenset[tuple[str, str]]:
    """Name and type of the access domains at or below that zone's name."""
    names = ((one["name"], one["type"]) for one in world.documents.get("access_domains", ()))
    return frozenset(one for one in names if f".{one[0]}".endswith(f".{zone}"))


def _zone_of(draft: ZoneDraft) -> Zone:
    return read_document(Zone, draft.document(), lambda path: "")


PAGE = Page("/zones/{name:path}", "Zone", "dns", build)
