"""What a write changes: its edits held against what is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trunkline.errors import Conflict, NotFound, StoreUnreadable
from trunkline.store.contract import Body, Changed, Edit, Revision


@dataclass(frozen=True, slots=True)
class Held:
    """A document's body as JSON text, and the revision of its last change."""

    text: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Difference:
    """A Changed whose bodies are JSON text."""

    kind: str
    key: str
    before: str | None
    after: str | None

    @property
    def document(self) -> tuple[str, str]:
        """Its kind and key."""
        return self.kind, self.key


def differences(edits: Sequence[Edit], held: Callable[[str, str], Held | None]) -> tuple[Difference, ...]:
    """What these edits change, in their order; those that change nothing are left out.

    Raises Conflict if a document is not at the revision its edit expects, ValueError if two edits name the same one.
    """
    refuse_doubles(edits)
    return tuple(_differences(edits, held))


def _differences(edits: Sequence[Edit], held: Callable[[str, str], Held | None]) -> Iterator[Difference]:
    for edit in edits:
        present = held(edit.kind, edit.key)
        refuse_if_moved(edit, present.revision if present else 0)
        before = present.text if present else None
        after = None if edit.body is None else encode(edit.body)
        if before != after:
            yield Difference(edit.kind, edit.key, before, after)


def refuse_doubles(edits: Sequence[Edit]) -> None:
    """A write has one word on each document: which of two would count is nothing to guess at."""
    if len({(edit.kind, edit.key) for edit in edits}) < len(edits):
        raise ValueError("two edits in one write name the same document")


def refuse_if_moved(edit: Edit, present: Revision) -> None:
    """Conflict if the document is not at the revision that the edit expects; 0 stands for one that does not exist."""
    if edit.expected is None or edit.expected == present:
        return
    document = f"{edit.kind} {edit.key}"
    if edit.expected == 0:
        raise Conflict(f"{document} exists already, at revision {present}: choose another name, or change that one")
    if present == 0:
        raise Conflict(f"{document} was deleted since revision {edit.expected}: create it anew, or leave it")
    raise Conflict(f"{document} is at revision {present}, not {edit.expected}: read it again, then repeat the change")


def refuse_if_store_moved(expected: Revision | None, present: Revision) -> None:
    """Conflict if the store is not at the revision that the write expects."""
    if expected is not None and expected != present:
        raise Conflict(f"the store is at revision {present}, not {expected}: read it again, then repeat the change")


def refuse_out_of_reach(revision: Revision, first: Revision, last: Revision) -> None:
    """NotFound unless the history from `first` to `last` tells all that was written after that revision."""
    if revision > last:
        raise NotFound(f"there is no revision {revision} yet: the store is at revision {last}")
    if revision < 0:
        raise NotFound(f"there is no revision {revision}: the first write made revision 1")
    if revision < first - 1:
        raise NotFound(f"revision {revision} is forgotten: the history begins with revision {first}")


def encode(body: Body) -> str:
    """The one JSON text of a body, so that equal bodies are equal texts."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode(text: object, of: str) -> Body:
    """The body that a text stands for; StoreUnreadable, naming whose (`of`), if it is not a JSON object."""
    try:
        body = json.loads(text)  # type: ignore[arg-type]  # whatever the column holds
    except (ValueError, TypeError) as error:
        raise StoreUnreadable(f"the body of {of} is not JSON: {error} (restore the store from a backup)") from error
    if not isinstance(body, dict):
        raise StoreUnreadable(f"the body of {of} is not a JSON object (restore the store from a backup)")
    return body


def changed(difference: Difference, revision: Revision) -> Changed:
    """A difference as it is told to the outside."""
    kind, key = difference.kind, difference.key
    of = f"{kind} {key} in the history at revision {revision}"
    before = None if difference.before is None else decode(difference.before, of)
    after = None if difference.after is None else decode(difference.after, of)
    return Changed(kind, key, before, after)
