"""The records of a zone as a table that is edited in place: a row turns into fields, and back."""

from __future__ import annotations

from collections.abc import Collection

from nicegui import ui

from trunkline.console.parts.pager import Pager
from trunkline.console.parts.text import Text
from trunkline.console.words import Words
from trunkline.console.zone.draft import Row, Typed, ZoneDraft, absolute
from trunkline.console.zone.row import Acts, DrawnRow

TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "CAA", "PTR", "HTTPS", "SVCB")
"""Offered where a type is typed; any other may be."""


class RecordTable:
    """Shows a draft a page at a time; of a person who may not write, without buttons.

    `steered` are access domains by name and type. A row that is being edited stays in sight, whatever is sought.
    """

    def __init__(self, say: Words, acts: Acts, *, may_write: bool) -> None:
        self._say, self._acts, self._may_write = say, acts, may_write
        self._draft: ZoneDraft | None = None
        self._steered: Collection[tuple[str, str]] = frozenset()
        self._drawn: dict[int, DrawnRow] = {}
        self._search = ui.input(say("Search records"), on_change=self._seek).classes("search")
        self._search.props("dense outlined clearable debounce=200 type=search")
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain records"):
            with ui.element("thead"), ui.element("tr"):
                for title in (say("Host"), say("Record type"), say("TTL"), say("Value")):
                    Text("th", title).props("scope=col")
                with ui.element("th").props("scope=col"):
                    Text("span", say("Actions"), "visually-hidden")
            self._body = ui.element("tbody")
        self._none = Text("p", say("There is none."), "quiet")
        self._pager = Pager(say, self._draw)
        with ui.element("datalist").props("id=record-types"):
            for type_ in TYPES:
                ui.element("option").props(f"value={type_}")

    @property
    def editing(self) -> bool:
        """Whether something is being typed that is not in the draft."""
        return any(drawn.editing for drawn in self._drawn.values())

    def show(self, draft: ZoneDraft, steered: Collection[tuple[str, str]]) -> None:
        """Draws anew only the rows that differ, unless rows came or went."""
        before, self._draft = self._draft, draft
        moved = steered != self._steered
        self._steered = steered
        if moved or before is None or [row.number for row in before.rows] != [row.number for row in draft.rows]:
            self._draw()
            return
        for row in draft.rows:
            if (drawn := self._drawn.get(row.number)) and drawn.row != row:
                drawn.show(row)

    def forget(self) -> None:
        """What is being typed, and the page: the next draft is another one."""
        self._draft, self._drawn = None, {}

    def edit(self, number: int) -> None:
        """Opens a row, and puts the cursor into it; what is sought is no more, so that it can be seen."""
        self._search.set_value("")
        self._pager.begin()
        self._draw()
        self._drawn[number].edit()

    async def keep(self) -> bool:
        """Takes what is being typed into the draft; whether all of it could be taken."""
        return all([await drawn.keep() for drawn in [*self._drawn.values()] if drawn.editing])

    def _seek(self) -> None:
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        if self._draft is None:
            return
        typed = {number: drawn.typed() for number, drawn in self._drawn.items() if drawn.editing}
        sought = (self._search.value or "").strip().lower()
        found = [row for row in self._draft.rows if sought in _words_of(row)]
        cut = self._pager.cut(found)
        kept = [row for row in self._draft.rows if row.number in typed and row not in cut]
        self._none.set_visibility(not found)
        self._body.clear()
        with self._body:
            self._drawn = {row.number: self._row(row, typed.get(row.number)) for row in (*kept, *cut)}

    def _row(self, row: Row, typed: Typed | None) -> DrawnRow:
        assert self._draft is not None
        name = absolute(row.shown.name, self._draft.name)
        steered = [one for one in self._steered if one[0] == name]
        drawn = DrawnRow(self._say, row, self._acts, steered, may_write=self._may_write)
        if typed:
            drawn.edit(typed)
        return drawn


def _words_of(row: Row) -> str:
    return f"{row.shown.name} {row.shown.type} {row.shown.data}".lower()
