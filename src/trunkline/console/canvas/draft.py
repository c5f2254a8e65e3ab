"""What somebody is about to change: documents as they shall be, beside those that the node has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.documents.document import Document
from trunkline.documents.kinds import KINDS, SECTION_OF
from trunkline.documents.read import read_document

Id = tuple[str, str]
"""The kind of a document and its key."""


@dataclass(frozen=True, slots=True)
class Change:
    """One document: as it was when somebody began to change it (None if there was none), and as it shall be."""

    before: Json | None
    after: Json

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the top fields that differ."""
        return differing(self.before or {}, self.after)


@dataclass(frozen=True, slots=True)
class Draft:
    """Documents to be written together or not at all. Bodies are data, as the API tells them; by kind and key."""

    changes: Mapping[Id, Change] = field(default_factory=dict)

    def body(self, world: World, id: Id) -> Json | None:
        """As it shall be; None if neither the draft nor the node has it."""
        return self.changes[id].after if id in self.changes else document_of(world, id)

    def begun(self, world: World, id: Id) -> Json | None:
        """What whoever changes it now began with: as it was when the draft took it up, or as the node has it."""
        return self.changes[id].before if id in self.changes else document_of(world, id)

    def changed(self, world: World, id: Id, body: Mapping[str, Json]) -> Draft:
        """With that document so; one that is as the node has it is no change."""
        return self.having(id, Change(self.begun(world, id), dict(body)))

    def having(self, id: Id, change: Change) -> Draft:
        """The same for a change that was begun a while ago."""
        kept = {**self.changes, id: change}
        return Draft({one: change for one, change in kept.items() if change.before is None or change.fields})

    def without(self, id: Id) -> Draft:
        """With that document as the node has it."""
        return Draft({one: change for one, change in self.changes.items() if one != id})

    def over(self, world: World) -> World:
        """The world with these documents in it; how they are is as it was."""
        documents = dict(world.documents)
        for id, change in self.changes.items():
            section = SECTION_OF[id[0]]
            others = [one for one in documents.get(section, ()) if key_of(id[0], one) != id[1]]
            documents[section] = [*others, change.after]
        return replace(world, documents=documents)

    def clashes(self, world: World) -> dict[Id, tuple[str, ...]]:
        """What somebody else changed meanwhile, and in which fields; no fields where they deleted it."""
        found = {}
        for id, change in self.changes.items():
            now = document_of(world, id)
            if now != change.before:
                found[id] = () if now is None else differing(change.before or {}, now)
        return found

    def onto(self, world: World) -> Draft:
        """The fields that were changed here over whatever the node has by now: nobody's other fields are lost."""
        draft = Draft()
        for id, change in self.changes.items():
            now = document_of(world, id)
            mine = {name: change.after[name] for name in change.fields if name in change.after}
            gone = {name for name in change.fields if name not in change.after}
            kept = {name: value for name, value in (now or change.after).items() if name not in gone}
            draft = draft.changed(world, id, {**kept, **mine})
        return draft

    def taken_back(self, world: World) -> Draft:
        """What was changed here as it was before, over what the node has by now: what others wrote since stays, in the
        same fields too, and so does what was made new."""
        draft = Draft()
        for id, change in self.changes.items():
            now = document_of(world, id)
            if change.before is None or now is None:
                continue
            mine = {name for name in change.fields if now.get(name) == change.after.get(name)}
            kept = {name: value for name, value in now.items() if name not in mine}
            back = {name: value for name, value in change.before.items() if name in mine}
            draft = draft.changed(world, id, kept | back)
        return draft

    def documents(self) -> list[Document]:
        """Ready to be written; raises DocumentError, its places told as "pool Mobile"."""
        return [checked(kind, change.after) for (kind, _), change in self.changes.items()]


def checked(kind: str, body: Json) -> Document:
    """The document that a body tells; raises DocumentError."""
    place = f"{kind} {body.get('name', '')}"
    return read_document(KINDS[kind], body, lambda path: place)


def document_of(world: World, id: Id) -> Json | None:
    """The document that the node has; None if it has none, and for lines, which are not edited here."""
    kind, key = id
    if kind == "line":
        return None
    name, _, type = key.partition("/")
    fields = {"name": name, "type": type} if kind == "access_domain" else {"name": key}
    return world.document(SECTION_OF[kind], **fields)


def key_of(kind: str, body: Json) -> str:
    """What tells a document from others of its kind."""
    return f"{body['name']}/{body['type']}" if kind == "access_domain" else str(body["name"])


def differing(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[str, ...]:
    """The names of the fields that are not alike, in order."""
    return tuple(sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one)))
