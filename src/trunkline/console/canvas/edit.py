"""A card's document as a form: what is changed goes into the draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.canvas.draft import Change, Id, checked, key_of
from trunkline.console.canvas.editing import Editing
from trunkline.console.canvas.graph import Card, Graph
from trunkline.console.canvas.members import Members
from trunkline.console.canvas.shares import MEMBERS, arranged, names
from trunkline.console.feed import World
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.document_form import DocumentForm
from trunkline.documents.kinds import KINDS, SECTION_OF
from trunkline.documents.monitors.monitor import PROTOCOLS, Monitor
from trunkline.errors import DocumentError, Problem, TrunklineError

APART = {"name", "type", "protocol", "enabled", "monitors", *(field for field, _ in MEMBERS.values())}
"""Fields that are not edited as such: what a document is known by, and what has its own place in the form."""

WIDE = (None, "default", "internal", "oversea")
"""The parents of the lines that are offered: whole carriers, areas and clouds."""

NEW_IN = {"access_domain": "pool", "pool": "address", "address": "monitor"}
"""Kind → what can be made new and added to it."""


class Edits:
    """`draw` is a part of the panel."""

    def __init__(self, editing: Editing) -> None:
        self._editing, self._say = editing, editing.visit.say

    def draw(self, card: Card) -> Callable[[World, Graph], None]:
        """Buttons that open a form: its own, and one for something new in it."""
        id = card.id
        if self._editing.body(id) is not None:
            with ui.element("div").classes("row acts"):
                edit = ui.button(self._say("Edit …"), icon="edit", on_click=lambda: self.open(id))
                edit.props("outline dense no-caps")
                if id[0] in NEW_IN:
                    new = ui.button(self._add_word(NEW_IN[id[0]]), icon="add", on_click=lambda: self.open_new(id))
                    new.props("outline dense no-caps")
        return lambda world, graph: None

    async def open(self, id: Id) -> None:
        """The form of a document that there is."""
        body = self._editing.body(id)
        if body is not None:
            form = _Form(self._editing, id[0], body, self._editing.begun(id), await self._lines())
            await form.ask(self._say("Edit {name}", name=id[1]))

    async def open_new(self, owner: Id) -> None:
        """The form of one that is to be made, and added to `owner`."""
        kind = NEW_IN[owner[0]]
        body = self._editing.body(owner)
        if body is None:
            return
        form = _Form(self._editing, kind, _blank(kind, body), None, await self._lines(), new=True)
        made = await form.ask(self._add_word(kind))
        body = self._editing.body(owner)  # which others may have written meanwhile
        if made is None or body is None:
            return
        if owner[0] == "address":
            references = [*body["monitors"], {"monitor": made, "port": None}]
            self._editing.put(owner, {**body, "monitors": references})
        else:
            self._editing.put(owner, arranged(owner[0], body, [*names(owner[0], body), made]))

    def _add_word(self, kind: str) -> str:
        return self._say({"pool": "New pool …", "address": "New address …", "monitor": "New monitor …"}[kind])

    async def _lines(self) -> list[str]:
        found = await self._editing.visit.ask(self._editing.visit.client.catalogue)
        return [one["code"] for one in found if one["parent"] in WIDE]


class _Form:
    """A dialog over one document, which shows `body` and changes `before`. `new` ones are given their name, and a
    monitor its protocol."""

    def __init__(
        self, editing: Editing, kind: str, body: Json, before: Json | None, lines: Sequence[str], *, new: bool = False
    ) -> None:
        self._editing, self._say, self._kind, self._body, self._new = editing, editing.visit.say, kind, body, new
        self._before = before
        self._lines = lines
        self._readers: list[Callable[[], dict[str, Json]]] = []

    async def ask(self, title: str) -> str | None:
        """The name of the document that the draft has now; None if the person thinks better of it."""
        with titled_dialog(title, "form-dialog") as self._dialog:
            self._dialog.props("persistent")
            with ui.element("div").classes("form-body") as self._fields:
                self._draw()
            with ui.element("div").classes("actions"):
                ui.button(self._say("Cancel"), on_click=lambda: self._dialog.submit(None)).props("flat no-caps")
                ui.button(self._say("Keep in the draft"), on_click=self._keep).props("no-caps")
        made: str | None = await answered(self._dialog)
        return made

    def _draw(self) -> None:
        self._readers.clear()
        if self._new and self._kind == "monitor":
            chosen = ui.select([*PROTOCOLS], value=self._body["protocol"], label=self._say("protocol")).classes("wide")
            chosen.on_value_change(lambda event: self._speak(event.value))
        model = KINDS[self._kind].model_for(self._body)
        named = ("name", "type") if self._kind == "pool" else ("name",)
        told = [one for one in model.model_fields if one not in APART]
        self._form = DocumentForm(self._say, model, self._body, [*(named if self._new else ()), *told])
        self._readers.append(self._form.body)
        world = self._editing.draft.over(self._editing.world)
        if self._kind in MEMBERS:
            section = SECTION_OF[MEMBERS[self._kind][1]]
            choices = [one["name"] for one in world.documents.get(section, ())]
            members = Members(self._say, self._kind, self._body, choices, self._lines)
            self._readers.append(members.body)
        if self._kind == "address":
            self._draw_monitors([one["name"] for one in world.documents.get("monitors", ())])

    def _draw_monitors(self, choices: Sequence[str]) -> None:
        had = {one["monitor"]: one for one in self._body.get("monitors", ())}
        chosen = ui.select([*choices], value=[*had], label=self._say("Monitors"), multiple=True)
        chosen.classes("wide").props("use-chips")
        self._readers.append(lambda: {"monitors": [had.get(one, {"monitor": one}) for one in chosen.value]})

    def _speak(self, protocol: str) -> None:
        """Another protocol has other fields."""
        common = {name: value for name, value in self._read().items() if name in Monitor.model_fields}
        self._body = {**common, "protocol": protocol}
        self._fields.clear()
        with self._fields:
            self._draw()

    def _read(self) -> dict[str, Json]:
        kept = {name: value for name, value in self._body.items() if name in APART}
        for read in self._readers:
            kept |= read()
        return kept

    async def _keep(self) -> None:
        """Only what the node would take goes into the draft; else its faults stand at the fields."""
        try:
            document = checked(self._kind, self._read())
            body = document.model_dump(mode="json")
            id = self._kind, key_of(self._kind, body)
            if self._new and self._editing.body(id) is not None:
                raise DocumentError([Problem("", "name", self._say("There is one of this name already."))])
            await self._editing.check(id, body)
        except TrunklineError as error:
            self._form.refuse(error)
            return
        self._editing.keep(id, Change(self._before, body))
        self._dialog.submit(document.name)


def _blank(kind: str, owner: Json) -> dict[str, Json]:
    """What a new one begins with: of the type that its owner can use."""
    if kind == "pool":
        return {"type": {"A": "IPv4", "AAAA": "IPv6", "CNAME": "domain"}[owner["type"]]}
    return {"protocol": "http"} if kind == "monitor" else {}
