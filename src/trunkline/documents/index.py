"""Documents by kind, and who refers to whom among them: a change costs what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.document import Document
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.place import Place
from trunkline.documents.pool import Pool

Key = tuple[str, str]
"""A document's kind and key."""

Referrers = Mapping[str, tuple[str, ...]]
"""Key of what is referred to → keys of those that refer to it."""

_TARGETS: Mapping[str, tuple[str, Callable[..., Iterable[str]]]] = {
    Pool.kind: (Address.kind, lambda pool: (ref.address for ref in pool.addresses)),
    AccessDomain.kind: (Pool.kind, lambda domain: (ref.pool for ref in domain.pools)),
    Monitor.kind: (Place.kind, lambda monitor: monitor.places),
    Address.kind: (Monitor.kind, lambda address: (ref.monitor for ref in address.monitors)),
}
"""By kind: documents of which kind it refers to, and to which of them."""


@dataclass(frozen=True, slots=True)
class Index:
    """Documents by kind and key; and by the kind of what is referred to, who does.

    A mapping in it is never changed: what a change does not touch is shared with the index before.
    """

    kinds: Mapping[str, Mapping[str, Document]]
    referrers: Mapping[str, Referrers]

    @classmethod
    def of(cls, documents: Mapping[Key, Document]) -> Index:
        """That of these documents alone."""
        return cls({}, {target: {} for target, _ in _TARGETS.values()}).changed(documents, ())

    def changed(self, put: Mapping[Key, Document], gone: Iterable[Key]) -> Index:
        """The next one: these put, those, which are there, gone."""
        by_kind: dict[str, dict[str, Document | None]] = {}
        for (kind, key), document in put.items():
            by_kind.setdefault(kind, {})[key] = document
        for kind, key in gone:
            by_kind.setdefault(kind, {})[key] = None
        kinds, referrers = dict(self.kinds), dict(self.referrers)
        for kind, changes in by_kind.items():
            before = self.kinds.get(kind, {})
            kinds[kind] = _with(before, changes)
            if kind in _TARGETS:
                target, targets_of = _TARGETS[kind]
                moves = (
                    (key, _targets(before.get(key), targets_of), _targets(document, targets_of))
                    for key, document in changes.items()
                )
                referrers[target] = _moved(self.referrers[target], moves)
        return Index(kinds, referrers)


def _with(before: Mapping[str, Document], changes: Mapping[str, Document | None]) -> dict[str, Document]:
    found = dict(before)
    for key, document in changes.items():
        if document is None:
            del found[key]
        else:
            found[key] = document
    return found


def _targets(document: Document | None, targets_of: Callable[..., Iterable[str]]) -> dict[str, None]:
    """Each once, in order."""
    return {} if document is None else dict.fromkeys(targets_of(document))


def _moved(before: Referrers, moves: Iterable[tuple[str, dict[str, None], dict[str, None]]]) -> Referrers:
    """After these referrers turned from what they referred to first to what they refer to now."""
    left: dict[str, set[str]] = {}
    come: dict[str, list[str]] = {}
    for referrer, old, new in moves:
        for target in old.keys() - new.keys():
            left.setdefault(target, set()).add(referrer)
        for target in new:
            if target not in old:
                come.setdefault(target, []).append(referrer)
    if not (left or come):
        return before
    found = dict(before)
    for target, gone in left.items():
        found[target] = tuple(one for one in found[target] if one not in gone)
    for target, more in come.items():
        found[target] = (*found.get(target, ()), *more)
    for target in left:
        if not found[target]:
            del found[target]
    return found
