"""What a write changed in one document, field by field, in texts that people compare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trunkline.client import Json

LONGEST = 240
"""Characters of a value that is shown; the records of a zone would fill the page."""

HIDDEN = "…"
"""Stands for what is a secret."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field by its dotted path; before or after is empty where it said nothing, and was as by default."""

    field: str
    before: str
    after: str


def what_of(change: Json) -> str:
    """Whether the document was created, changed or deleted."""
    if change["before"] is None:
        return "created"
    return "deleted" if change["after"] is None else "changed"


def differences(change: Json) -> tuple[Difference, ...]:
    """The fields that differ, by name. Of lists only what stands in one of them; of channels never the addresses."""
    before, after = (dict(_flat(change[side] or {})) for side in ("before", "after"))
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return tuple(_difference(path, before.get(path), after.get(path)) for path in paths)


def _flat(body: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in body.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _difference(path: str, before: Json, after: Json) -> Difference:
    if isinstance(before, list) and isinstance(after, list):
        gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
        if gone or come:
            before, after = gone, come
    return Difference(path, _text(before), _text(after))


def _text(value: Json) -> str:
    if isinstance(value, list):
        said = "; ".join(map(_text, value))
    elif isinstance(value, Mapping):
        said = ", ".join(f"{name} {HIDDEN if name == 'url' else _text(inner)}" for name, inner in value.items())
    elif isinstance(value, str):
        said = value
    else:
        said = "" if value is None else json.dumps(value)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}{HIDDEN}"
