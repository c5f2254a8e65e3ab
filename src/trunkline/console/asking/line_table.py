"""Every line as a row: who stands for it, what it is answered, why, and what it was answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nicegui import ui

from trunkline.client import Json
from trunkline.console.asking.told import Run, told
from trunkline.console.parts.pager import Pager
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

ROWS = 50
"""Of a page: all that is asked at first, without many lines of one's own."""


class LineTable:
    """Rows change in place; only when others come, or are looked for, are they drawn anew."""

    def __init__(self, say: Words, titles: Mapping[str, str]) -> None:
        """`titles` is line → what people call it."""
        self._say, self._titles = say, titles
        self._now, self._before, self._sought = Run(), Run(), ""
        self._rows: dict[str, _Row] = {}
        with ui.element("div").classes("scroll"), ui.element("table").classes("plain probe"):
            Text("caption", say("What each line is answered"), "visually-hidden")
            with ui.element("thead"), ui.element("tr"):
                for title in (say("Line"), say("Asker"), say("Answer"), say("Why")):
                    Text("th", title).props("scope=col")
                for title in (say("TTL"), say("Scope"), say("ms")):
                    Text("th", title, "number").props("scope=col")
            self._body = ui.element("tbody")
        self._pager = Pager(say, self._draw, ROWS)
        self._none = Text("p", say("No line is called that."), "quiet")

    def show(self, now: Run, before: Run) -> None:
        """What is told now, marked where it was otherwise before."""
        self._now, self._before = now, before
        self._draw()

    def seek(self, text: str) -> None:
        """Only the rows that hold the text, in whatever column."""
        self._sought = text.casefold().strip()
        self._pager.begin()
        self._draw()

    def _draw(self) -> None:
        found = [row for row in self._now.rows.values() if self._sought in self._words(row)]
        shown = self._pager.cut(found)
        if [row["line"] for row in shown] != [*self._rows]:
            self._body.clear()
            with self._body:
                self._rows = {row["line"]: _Row(self._say, self._title(row)) for row in shown}
        for row in shown:
            self._rows[row["line"]].show(row, self._before.was(row, self._now.revision))
        self._none.set_visibility(bool(self._now.rows) and not found)

    def _title(self, row: Json) -> str:
        return self._titles.get(row["line"], row["title"])

    def _words(self, row: Json) -> str:
        words: Sequence[str] = (row["line"], self._title(row), row["asker"], told(row), row["because"])
        return " ".join(words).casefold()


class _Row:
    def __init__(self, say: Words, title: str) -> None:
        self._say = say
        with ui.element("tr") as self._row:
            with ui.element("th").props("scope=row"):
                Text("span", title)
                self._code = Text("span", "", "code quiet mono")
            self._asker = Text("td", "", "mono")
            with ui.element("td"):
                self._answer = Text("span", "", "answer")
                self._was = Text("span", "", "was")
            self._because = Text("td", "", "because")
            self._ttl, self._scope, self._took = (Text("td", "", "number") for _ in range(3))

    def show(self, row: Json, was: str | None) -> None:
        self._code.set_text(row["line"])
        self._asker.set_text(row["asker"])
        self._answer.set_text(told(row) or self._say("nothing"))
        self._because.set_text(row["because"])
        self._ttl.set_text(_number(row["ttl"]))
        self._scope.set_text(_number(row["scope"], "/"))
        self._took.set_text("" if row["milliseconds"] is None else f"{row['milliseconds']:.1f}")
        self._was.set_text("" if was is None else self._say("was {answer}", answer=was or self._say("nothing")))
        self._row.classes(add="moved" if was is not None else "", remove="" if was is not None else "moved")


def _number(found: int | None, before: str = "") -> str:
    return "" if found is None else f"{before}{found}"
