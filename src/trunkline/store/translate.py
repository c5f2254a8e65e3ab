"""Between what a store holds and documents."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.kinds import KINDS
from trunkline.errors import StoreUnreadable
from trunkline.store.contract import Body, Contents, Edit, Written


def edit_of(document: Document, expected: int | None = None) -> Edit:
    """The edit that puts a document: what differs from the defaults, as an operator would write it."""
    return Edit(document.kind, document.key, body_of(document), expected)


def body_of(document: Document) -> Body:
    """A document as a JSON object."""
    return document.model_dump(mode="json", exclude_defaults=True)


def config_of(contents: Contents, known: Config | None = None) -> Config:
    """All documents of a store; raises StoreUnreadable naming one that this version cannot read.

    What did not change since, or before, the known config is taken from there.
    """
    known = known or Config()
    stored = {(one.kind, one.key): one for one in contents.documents if one.kind in KINDS}
    documents = {
        key: known.documents[key]
        if known.revisions.get(key) == one.revision
        else document_of(one.kind, one.key, one.body)
        for key, one in stored.items()
    }
    return Config(contents.revision, documents, {key: one.revision for key, one in stored.items()})


def config_after(config: Config, written: Written) -> Config:
    """The next config, after one write."""
    changes = [change for change in written.changes if change.kind in KINDS]
    put = [document_of(one.kind, one.key, one.after) for one in changes if one.after is not None]
    gone: Iterable[tuple[str, str]] = [(one.kind, one.key) for one in changes if one.after is None]
    return config.changed(put, gone, written.revision)


def document_of(kind: str, key: str, body: Body) -> Document:
    """The document that a store holds under that key."""
    try:
        return KINDS[kind].model_validate(body)
    except ValidationError as error:
        raise StoreUnreadable(f"the store holds a {kind} {key} that this version cannot read: {error}") from None
