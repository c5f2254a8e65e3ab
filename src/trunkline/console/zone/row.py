"""One record set in the table: as words, or as fields while somebody edits it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from trunkline.console.parts.fields import Fields
from trunkline.console.parts.paths import domain_path
from trunkline.console.parts.text import Text
from trunkline.console.words import Words
from trunkline.console.zone.draft import Row, Typed
from trunkline.errors import TrunklineError


@dataclass(frozen=True, slots=True)
class Acts:
    """What a row asks for; the draft is not its own. `keep` takes what was typed for a row, and answers what is wrong
    in it, or None when it is in the draft."""

    keep: Callable[[int, Typed], Awaitable[TrunklineError | None]]
    drop: Callable[[int], None]
    undo: Callable[[int], None]


class DrawnRow:
    """`steered` are the access domains of its name, by name and type."""

    def __init__(
        self, say: Words, row: Row, acts: Acts, steered: Collection[tuple[str, str]], *, may_write: bool
    ) -> None:
        self._say, self._acts, self._steered, self._may_write = say, acts, steered, may_write
        self._fields: Fields | None = None
        self._inputs: dict[str, ui.input | ui.textarea] = {}
        self._first: Text | None = None
        self._tr = ui.element("tr")
        self.show(row)

    @property
    def editing(self) -> bool:
        """Whether it stands as fields."""
        return self._fields is not None

    def typed(self) -> Typed:
        """What stands in the fields now."""
        return Typed(**{name: field.value or "" for name, field in self._inputs.items()})

    def show(self, row: Row) -> None:
        """As words."""
        self.row, self._fields = row, None
        self._tr.clear()
        self._tr.classes(replace=f"record {row.mark}")
        with self._tr:
            with ui.element("td").classes("mono"):
                Text("span", row.shown.name, "said")
                self._draw_marks()
            Text("td", row.shown.type, "mono")
            Text("td", row.shown.ttl or self._say("the zone's"), "mono" if row.shown.ttl else "quiet")
            with ui.element("td").classes("mono value"):
                Text("span", row.shown.data, "said")
            with ui.element("td").classes("acts"):
                if self._may_write:
                    self._draw_buttons()

    def edit(self, typed: Typed | None = None) -> None:
        """As fields, with what the row says or what was typed before."""
        shown = typed or self.row.shown
        self._tr.clear()
        self._tr.classes(replace="record editing")
        with self._tr:
            with ui.element("td"):
                self._fields = Fields(self._say)
                self._draw_field("name", ui.input(value=shown.name), self._say("Host"))
            with ui.element("td"):
                self._draw_field(
                    "type", ui.input(value=shown.type).props("list=record-types"), self._say("Record type")
                )
            with ui.element("td"):
                self._draw_field("ttl", ui.input(value=shown.ttl), self._say("TTL"))
            with ui.element("td"):
                value = ui.textarea(value=shown.data).props("autogrow rows=1")
                value.props["hint"] = self._say("One a line; Ctrl+Enter keeps the row.")
                self._draw_field("data", value, self._say("Value"))
            with ui.element("td").classes("acts"):
                ui.button(self._say("Keep"), on_click=self.keep).props("no-caps")
                ui.button(self._say("Cancel"), on_click=self._leave).props("flat no-caps")
        if typed is None:
            self._inputs["name"].run_method("focus")

    async def keep(self) -> bool:
        """Takes what was typed into the draft, unless something is wrong in it."""
        number = self.row.number
        if self._fields is None:
            return True
        error = await self._acts.keep(number, self.typed())
        if error and self._fields:
            self._fields.refuse(error)
        elif not error:
            self._close()
        return not error

    def _leave(self) -> None:
        if self.row.mark == "new" and self.row.now == Typed():
            self._acts.drop(self.row.number)
        else:
            self._close()

    def _close(self) -> None:
        """Back to words, and to where the person came from, who may have no mouse."""
        if self._tr.is_deleted:  # drawn anew meanwhile
            return
        if self.editing:
            self.show(self.row)
        if self._first and not self._first.is_deleted:
            self._first.client.run_javascript(f"getHtmlElement({self._first.id})?.focus()")

    def _draw_field(self, name: str, field: ui.input | ui.textarea, label: str) -> None:
        assert self._fields is not None
        field.props(f'outlined dense hide-bottom-space autocomplete=off spellcheck=false label="{label}"')
        field.classes("mono")
        field.on("keydown.escape", self._leave)
        field.on("keydown.enter.ctrl" if name == "data" else "keydown.enter", self.keep)
        self._inputs[name] = self._fields.add(name, field)

    def _draw_marks(self) -> None:
        if self.row.mark:
            words = {"new": self._say("New"), "changed": self._say("Changed"), "deleted": self._say("Will be deleted")}
            Text("span", words[self.row.mark], f"mark {self.row.mark}")
        for name, type_ in self._steered:
            with ui.link(target=domain_path(name, type_)).classes("mark steered"):
                Text("span", self._say("Steered {type}", type=type_))

    def _draw_buttons(self) -> None:
        number, name = self.row.number, f"{self.row.shown.name} {self.row.shown.type}"
        self._first = None
        if self.row.mark != "deleted":
            self._first = self._button("edit", self._say("Edit {name}", name=name), self.edit)
        if self.row.mark:
            undo = self._button("undo", self._say("Undo {name}", name=name), partial(self._acts.undo, number))
            self._first = self._first or undo
        if self.row.mark != "deleted":
            self._button("delete", self._say("Delete {name}", name=name), partial(self._acts.drop, number))

    def _button(self, icon: str, label: str, act: Callable[[], None]) -> Text:
        """A plain element: the framework's own buttons cost three times as much, and there are many."""
        button = Text("button", icon, "material-icons icon-button").props("type=button")
        button.props["aria-label"] = label
        button.on("click", act, [])
        return button
