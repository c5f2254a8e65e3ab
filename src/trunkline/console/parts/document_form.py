"""A document's fields as a form, drawn from its schema: what the API takes is what can be filled in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.fields import Fields
from trunkline.console.words import Words
from trunkline.documents.document import Document
from trunkline.errors import TrunklineError

Read = Callable[[], Json]

SHORT = ("ttl", "ip", "tls", "rcode")
"""Words of field names that are written in capitals."""


class DocumentForm:
    """Lists are a line each, mappings a line `name: value` each; what is left empty falls back to its default.

    `told` are the fields to draw, in that order: those of the model that hold texts, numbers, choices, yes or no.
    """

    def __init__(self, say: Words, model: type[Document], body: Mapping[str, Json], told: Collection[str]) -> None:
        self._say, self._body = say, body
        self._fields = Fields(say)
        self._read: dict[str, Read] = {}
        schema = model.model_json_schema()
        for name in told:
            self._draw(name, _resolved(schema["properties"][name], schema.get("$defs", {})))

    def body(self) -> dict[str, Json]:
        """What the fields hold: a number where one was typed, else the text, for the node to refuse in its words."""
        return {name: value for name, read in self._read.items() if (value := read()) is not None}

    def refuse(self, error: TrunklineError) -> None:
        """Shows what the node says at the fields; nothing that was typed is lost."""
        self._fields.refuse(error)

    def accept(self) -> None:
        """Nothing is said against it."""
        self._fields.accept()

    def _draw(self, name: str, told: Mapping[str, Any]) -> None:
        label, hint = field_word(self._say, name), self._say(told.get("description", ""))
        value = self._body.get(name, told.get("default"))
        if told.get("type") == "boolean":
            drawn = ui.switch(label, value=bool(value)).tooltip(hint)
            self._read[name] = lambda: bool(drawn.value)
        elif "enum" in told:
            self._draw_choice(name, told, label, hint, value)
        elif told.get("type") == "array":
            lines = self._fields.lines(name, label, value="\n".join(map(str, value or ())), hint=hint)
            self._read[name] = lambda: _lines(lines.value)
        elif told.get("type") == "object":
            pairs = "\n".join(f"{key}: {one}" for key, one in (value or {}).items())
            mapping = self._fields.lines(name, label, value=pairs, hint=hint)
            self._read[name] = lambda: _mapping(mapping.value)
        else:
            text = self._fields.text(name, label, value="" if value is None else f"{value}", hint=hint)
            convert = str.strip if told.get("type") == "string" else _number
            self._read[name] = lambda: convert(text.value) if text.value.strip() else None

    def _draw_choice(self, name: str, told: Mapping[str, Any], label: str, hint: str, value: Json) -> None:
        choices = {one: self._say(str(one)) for one in told["enum"]}
        if told.get("nullable"):
            choices = {None: "–", **choices}
        chosen = self._fields.add(name, ui.select(choices, value=value, label=label).classes("wide"), hint)
        self._read[name] = lambda: chosen.value


def field_word(say: Words, name: str) -> str:
    """The field `sequence_mode` is called "Sequence mode" where no language has a word of its own for it."""
    if (said := say(name)) != name:
        return said
    first, *others = (part.upper() if part in SHORT else part for part in name.split("_"))
    return " ".join((first[0].upper() + first[1:], *others))


def _resolved(told: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a field that may stand elsewhere, or be null."""
    if "$ref" in told:
        return {**parts[told["$ref"].rpartition("/")[2]], **told}
    if "anyOf" in told:
        one = next(one for one in told["anyOf"] if one.get("type") != "null")
        return {**_resolved(one, parts), **told, "nullable": True}
    return told


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text.strip())
    return text.strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _mapping(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in _lines(text))
    return {key.strip(): value.strip() for key, _, value in pairs}
