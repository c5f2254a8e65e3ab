"""Fields of a form that show, each, what the node says against it."""

from __future__ import annotations

from typing import Any, TypeVar

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from trunkline.console.parts.text import Text
from trunkline.console.words import Words
from trunkline.errors import Conflict, DocumentError, TrunklineError

V = TypeVar("V", bound=ValidationElement[Any])


class Fields:
    """Fields by where they stand in the document ("networks", "dns.nsid"). What belongs to none is told above them."""

    def __init__(self, say: Words) -> None:
        self._say = say
        self._fields: dict[str, ValidationElement[Any]] = {}
        self._rest = ui.element("div").classes("refused").props("role=alert")

    def text(self, field: str, label: str, *, value: str = "", hint: str = "") -> ui.input:
        """One line of text."""
        drawn = ui.input(label, value=value).props("autocomplete=off").classes("wide")
        return self.add(field, drawn, hint)

    def lines(self, field: str, label: str, *, value: str = "", hint: str = "") -> ui.textarea:
        """Several lines of text."""
        return self.add(field, ui.textarea(label, value=value).props("autogrow").classes("wide mono"), hint)

    def add(self, field: str, drawn: V, hint: str = "") -> V:
        """Any other field that can show an error; below a field stands its hint."""
        self._fields[field] = drawn
        if hint:
            drawn.props["hint"] = hint
        return drawn

    def refuse(self, error: TrunklineError) -> None:
        """Shows each problem at its field, in the node's words, and leaves what was typed as it is."""
        self.accept()
        problems = error.problems if isinstance(error, DocumentError) else ()
        rest = [] if problems else [self._words(error)]
        for problem in problems:
            words = f"{problem.message} ({problem.remedy})" if problem.remedy else problem.message
            if (drawn := self._nearest(problem.field)) is None:
                rest.append(str(problem))
            else:
                drawn.error = f"{drawn.error}; {words}" if drawn.error else words
        with self._rest:
            for sentence in rest:
                Text("p", sentence)

    def accept(self) -> None:
        """Nothing is said against anything."""
        for drawn in self._fields.values():
            drawn.error = None
        self._rest.clear()

    def _words(self, error: TrunklineError) -> str:
        if isinstance(error, Conflict):
            said = self._say("Somebody else changed this meanwhile. Look at how it is now, and try again.")
            return f"{said} ({error})"
        return str(error)

    def _nearest(self, field: str) -> ValidationElement[Any] | None:
        """The field itself, or the one that it is a part of: networks.2 stands in networks."""
        while field and field not in self._fields:
            field = field.rpartition(".")[0]
        return self._fields.get(field)
