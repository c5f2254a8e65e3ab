"""A zone while somebody edits it: what the node has, what is to become of it, and which row a fault belongs to."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from trunkline.documents.zone import Zone
from trunkline.errors import DocumentError, Problem

_ROW = re.compile(r"records\.(\d+)(?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A record set as it stands in the fields: nothing is understood yet, so nothing typed is lost.

    `ttl` in seconds, empty for the zone's; `data` holds one record a line.
    """

    name: str = ""
    type: str = "A"
    ttl: str = ""
    data: str = ""

    @classmethod
    def of(cls, record: Mapping[str, Any], zone: str) -> Typed:
        """From a record set of a zone document; names within the zone are told relative to it."""
        ttl = record.get("ttl")
        written = "" if ttl is None else str(ttl)
        return cls(relative(record["name"], zone), record["type"].upper(), written, "\n".join(record["data"]))

    def record(self) -> dict[str, Any]:
        """As a zone document has it; what is no number stays text, for the node to refuse in its words."""
        lines = [line.strip() for line in self.data.split("\n") if line.strip()]
        ttl = {"ttl": as_number(self.ttl)} if self.ttl.strip() else {}
        return {"name": self.name.strip() or "@", "type": self.type.strip().upper(), **ttl, "data": lines}


@dataclass(frozen=True, slots=True)
class Row:
    """One record set: as the node has it (None if it is new), and as it shall be (None if it goes)."""

    number: int
    was: Typed | None
    now: Typed | None

    @property
    def shown(self) -> Typed:
        """What to show of it: also of one that goes."""
        return self.now or self.was or Typed()

    @property
    def mark(self) -> str:
        """`new`, `changed`, `deleted`, or nothing."""
        if self.now is None:
            return "deleted"
        return "new" if self.was is None else "changed" if self.was != self.now else ""


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """`body` is the zone as the node has it at `revision`; `fields` are what was typed for the zone as a whole."""

    body: Mapping[str, Any]
    revision: int
    fields: Mapping[str, str]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, body: Mapping[str, Any], revision: int) -> ZoneDraft:
        """With nothing changed yet."""
        found = [Typed.of(record, body["name"]) for record in body["records"]]
        rows = tuple(Row(number, one, one) for number, one in enumerate(found))
        return cls(body, revision, _fields_of(body), rows)

    @property
    def name(self) -> str:
        """The zone's, without final dot."""
        return str(self.body["name"])

    @property
    def changes(self) -> int:
        """How many rows and fields differ from what the node has."""
        fields = sum(one != self.fields[field] for field, one in _fields_of(self.body).items())
        return fields + sum(bool(row.mark) for row in self.rows)

    def row(self, number: int) -> Row:
        """By its number, which it keeps."""
        return next(row for row in self.rows if row.number == number)

    def has(self, number: int) -> bool:
        """Whether there is still a row of that number."""
        return any(row.number == number for row in self.rows)

    def typed(self, number: int, typed: Typed | None) -> ZoneDraft:
        """That row as it shall be, None to delete it; a new one that goes leaves nothing."""
        rows = (replace(row, now=typed) if row.number == number else row for row in self.rows)
        return replace(self, rows=tuple(row for row in rows if row.was or row.now))

    def undone(self, number: int) -> ZoneDraft:
        """That row as the node has it; a new one goes."""
        return self.typed(number, self.row(number).was)

    def added(self, typed: Typed) -> tuple[ZoneDraft, int]:
        """With one more in front, where it is seen, and its number."""
        number = 1 + max((row.number for row in self.rows), default=-1)
        return replace(self, rows=(Row(number, None, typed), *self.rows)), number

    def near(self, number: int) -> ZoneDraft:
        """With only the rows that decide whether that row can stand: those of its name, and all name servers. A zone
        of many thousand records would take long to check after each row."""
        name = absolute(self.row(number).shown.name, self.name)
        rows = (row for row in self.rows if row.shown.type == "NS" or absolute(row.shown.name, self.name) == name)
        return replace(self, rows=tuple(rows))

    def imported(self, zone: Zone) -> ZoneDraft:
        """With exactly the record sets of `zone`; one that says what the node has already stays as it is written
        there, and one of a name and type that the node has stays in that row."""
        meanings, has = _meanings(zone), {meaning: place for place, meaning in _meanings(self._zone()).items()}
        said = {has[meaning] for meaning in meanings.values() if meaning in has}
        others = [record for place, record in enumerate(zone.records) if meanings.get(place) not in has]
        brought = {_key(one): one for one in (Typed.of(record.model_dump(), self.name) for record in others)}
        had = [
            replace(row, now=row.was if row.number in said else brought.pop(_key(row.was), None))
            for row in self.rows
            if row.was
        ]
        end = 1 + max((row.number for row in self.rows), default=-1)
        new = [Row(end + place, None, one) for place, one in enumerate(brought.values())]
        return replace(self, rows=(*new, *had))

    def _zone(self) -> Zone:
        return Zone.model_validate(self.body)

    def document(self) -> dict[str, Any]:
        """The zone as it shall be, as data."""
        wanted: dict[str, Any] = {field: as_number(text) for field, text in self.fields.items() if text.strip()}
        records = [row.now.record() for row in self.rows if row.now]
        return {"name": self.name, **wanted, "remark": self.fields["remark"], "records": records}

    def place(self, problem: Problem) -> tuple[int, str] | None:
        """The row and the field that a fault of `document()` belongs to; None when it is the zone's."""
        if not (found := _ROW.match(problem.field)):
            return None
        staying = [row.number for row in self.rows if row.now]
        at = int(found[1])
        return (staying[at], found[2] or "name") if at < len(staying) else None

    def faults_of(self, number: int, error: DocumentError) -> list[Problem]:
        """What is wrong in that row, by its own fields."""
        placed = [(self.place(problem), problem) for problem in error.problems]
        return [replace(problem, field=at[1]) for at, problem in placed if at and at[0] == number]

    def told(self, error: DocumentError) -> DocumentError:
        """The same faults, those of rows by name and type: nobody sees a row's number."""
        return DocumentError([self._told(problem) for problem in error.problems])

    def _told(self, problem: Problem) -> Problem:
        if not (at := self.place(problem)):
            return problem
        shown = self.row(at[0]).shown
        return replace(problem, place=f"{shown.name} {shown.type}", field=at[1])


def _meanings(zone: Zone) -> dict[int, Hashable]:
    """Place of a record set → what it says, however it is written; without those that are faulty."""
    sets = ((name, type_, one) for name, types in zone.contents.sets.items() for type_, one in types.items())
    return {
        int(one.field.rpartition(".")[2]): (name, type_, one.ttl, frozenset(one.rdatas)) for name, type_, one in sets
    }


def as_number(text: str) -> int | str:
    """7200 for `7200`; anything else stays the text that it is."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() else text.strip()


def relative(name: str, zone: str) -> str:
    """`www.example.com.` is `www` in example.com, and the zone itself is `@`; other names stay."""
    lowered, tail = name.lower(), f"{zone.lower()}."
    if lowered == tail:
        return "@"
    return name[: -len(tail) - 1] if lowered.endswith(f".{tail}") else name


def absolute(name: str, zone: str) -> str:
    """`www` in example.com is www.example.com, without final dot, in small letters."""
    if name in ("", "@"):
        return zone.lower()
    return name.lower().removesuffix(".") if name.endswith(".") else f"{name}.{zone}".lower()


def _fields_of(body: Mapping[str, Any]) -> dict[str, str]:
    return {"ttl": str(body["ttl"]), "min_ttl": str(body["min_ttl"]), "remark": body["remark"]}


def _key(typed: Typed) -> tuple[str, str]:
    return typed.name.lower(), typed.type
