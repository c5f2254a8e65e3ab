"""Long lists a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from nicegui import ui

from trunkline.console.parts.text import Text
from trunkline.console.words import Words

T = TypeVar("T")

ROWS = 25
"""Of a page."""


class Pager:
    """Two buttons and a word on where one is; hidden where one page holds all. `turned` is called when it is turned."""

    def __init__(self, say: Words, turned: Callable[[], None], rows: int = ROWS) -> None:
        self._say, self._turned, self._rows, self._first = say, turned, rows, 0
        with ui.element("div").classes("row pager") as self._bar:
            self._back = ui.button(icon="chevron_left", on_click=lambda: self._turn(-1))
            self._back.props(f'flat round dense aria-label="{say("Page before")}"')
            self._where = Text("span", "", "quiet").props("aria-live=polite")
            self._on = ui.button(icon="chevron_right", on_click=lambda: self._turn(1))
            self._on.props(f'flat round dense aria-label="{say("Next page")}"')

    def begin(self) -> None:
        """Back to the first page: something else is sought."""
        self._first = 0

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """Those of the present page."""
        count = len(rows)
        while self._first and self._first >= count:
            self._first -= self._rows
        last = min(count, self._first + self._rows)
        self._bar.set_visibility(count > self._rows)
        self._where.set_text(self._say("{first}–{last} of {count}", first=self._first + 1, last=last, count=count))
        self._back.set_enabled(self._first > 0)
        self._on.set_enabled(last < count)
        return rows[self._first : last]

    def _turn(self, pages: int) -> None:
        self._first = max(0, self._first + pages * self._rows)
        self._turned()
