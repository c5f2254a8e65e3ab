"""What happens to each document between two states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trunkline.control.changed_fields import changed_fields
from trunkline.control.outcome import DocumentChange, What
from trunkline.documents.config import Config, Key, differences
from trunkline.documents.document import Document
from trunkline.documents.kinds import SECTION_OF
from trunkline.store.contract import Written
from trunkline.store.translate import document_of


def document_changes(before: Config, after: Config) -> tuple[DocumentChange, ...]:
    """What happens to each document between two configs, unchanged ones left out, in order of kind and key."""
    return _between(differences(before, after), before.documents, after.documents)


def written_changes(written: Written) -> tuple[DocumentChange, ...]:
    """The same of one write; raises StoreUnreadable naming a document that this version cannot read."""
    changes = [change for change in written.changes if change.kind in SECTION_OF]
    before = {
        (one.kind, one.key): document_of(one.kind, one.key, one.before) for one in changes if one.before is not None
    }
    after = {(one.kind, one.key): document_of(one.kind, one.key, one.after) for one in changes if one.after is not None}
    return _between(before.keys() | after.keys(), before, after)


def _between(
    keys: Iterable[Key], before: Mapping[Key, Document], after: Mapping[Key, Document]
) -> tuple[DocumentChange, ...]:
    declared = sorted(key for key in keys if key[0] in SECTION_OF)
    changes = (_change(key, before.get(key), after.get(key)) for key in declared)
    return tuple(change for change in changes if change.what is not What.UNCHANGED)


def _change(key: Key, before: Document | None, after: Document | None) -> DocumentChange:
    kind, name = key
    if before == after:
        return DocumentChange(kind, name, What.UNCHANGED)
    if before is None or after is None:
        return DocumentChange(kind, name, What.CREATED if before is None else What.DELETED)
    return DocumentChange(kind, name, What.CHANGED, changed_fields(before, after))
