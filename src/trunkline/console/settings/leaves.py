"""The fields of the settings document as a form has them: one leaf a field, by its dotted path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.client import Json
from trunkline.documents.document import Part
from trunkline.documents.settings import Settings

APART = ("name", "remark")
"""Fields that the form does not ask for: there is one document."""

SECTION = re.compile(r" \(gtm\.md section [\d.]+\)$")
"""Where a rule was found; for who reads the code."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """`path` is dotted, `kind` what JSON Schema calls its type, `hint` the schema's description."""

    path: str
    kind: str
    hint: str
    default: Json

    @property
    def group(self) -> str:
        """The part of the document that it stands in; empty for those of the document itself."""
        return self.path.rpartition(".")[0]


def leaves() -> tuple[Leaf, ...]:
    """Every field, in the document's order."""
    return tuple(_leaves(Settings, ""))


def _leaves(model: type[Part], prefix: str) -> Iterator[Leaf]:
    schemas = model.model_json_schema()["properties"]
    for name, field in model.model_fields.items():
        if not prefix and name in APART:
            continue
        if isinstance(field.annotation, type) and issubclass(field.annotation, Part):
            yield from _leaves(field.annotation, f"{prefix}{name}.")
        else:
            schema = schemas[name]
            hint = SECTION.sub("", schema["description"])
            yield Leaf(f"{prefix}{name}", _kind(schema), hint, schema.get("default"))


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = (one["type"] for one in schema.get("anyOf", [schema]) if one["type"] != "null")
    return str(next(kinds))


def value_at(body: Json, leaf: Leaf) -> Json:
    """What the document says there; the default where it says nothing."""
    for step in leaf.path.split("."):
        body = (body or {}).get(step)
    return leaf.default if body is None else body


def body_of(said: Mapping[str, Json], before: Json) -> dict[str, Json]:
    """The document that says this (path → value), and of what the form does not ask what it said before."""
    body: dict[str, Json] = {"name": "global"}
    if before.get("remark"):
        body["remark"] = before["remark"]
    for leaf in leaves():
        value = said.get(leaf.path, leaf.default)
        if value != leaf.default:
            *groups, name = leaf.path.split(".")
            inner = body
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[name] = value
    return body


def read(leaf: Leaf, text: str) -> Json:
    """What was typed; empty is the default. What is no number where one is wanted goes on as it is, to be refused."""
    text = text.strip()
    if leaf.kind == "array":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if not text:
        return leaf.default
    if leaf.kind in ("integer", "number"):
        try:
            return int(text) if leaf.kind == "integer" or text.isdecimal() else float(text)
        except ValueError:
            return text
    return text


def written(value: Json) -> str:
    """A value as it is typed."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
