"""Which documents a change may have broken: those changed, whoever refers to them, and whom they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trunkline.documents.access_domain import ANSWERS_WITH, AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config, Key
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.document import Document
from trunkline.documents.line import OwnLine
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.pool import Pool
from trunkline.documents.settings import Settings
from trunkline.documents.zone import Zone

EVERYWHERE = (Zone.kind, OwnLine.kind, Settings.kind, ContactGroup.kind)
"""Kinds that may concern any document: nothing names the zone that it stands in, limits hold for all, and of own lines
and contact groups it is not kept who names them."""


def concerned(config: Config, changed: Iterable[Key] | None) -> Iterable[Document]:
    """The documents to look at again; all of them without `changed`."""
    keys = None if changed is None else set(changed)
    if keys is None or any(kind in EVERYWHERE for kind, _ in keys):
        return config.documents.values()
    put = [config.documents[key] for key in keys if key in config.documents]
    found = config.dependents(keys) | {key for document in put for key in _counted_at(document)}
    return [config.documents[key] for key in sorted(found) if key in config.documents]


def _counted_at(document: Document) -> Iterator[Key]:
    """Whom it refers to, for they may have too many referrers now; and who shares its name."""
    match document:
        case Address():
            yield from ((Monitor.kind, ref.monitor) for ref in document.monitors)
        case Pool():
            yield from ((Address.kind, ref.address) for ref in document.addresses)
        case AccessDomain():
            yield from ((Pool.kind, ref.pool) for ref in document.pools)
            yield from ((AccessDomain.kind, f"{document.name}/{type_}") for type_ in ANSWERS_WITH)
