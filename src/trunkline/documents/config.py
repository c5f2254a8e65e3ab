"""All documents at one revision of the store, and who refers to whom among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.agreement import Agreement
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.dns_name import with_parents
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent
from trunkline.documents.index import Index
from trunkline.documents.index import Key as Key
from trunkline.documents.last_good import LastGood
from trunkline.documents.line import OwnLine
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.place import Place
from trunkline.documents.pool import Pool
from trunkline.documents.settings import DEFAULT_SETTINGS, Settings
from trunkline.documents.token import Token
from trunkline.documents.zone import Zone

D = TypeVar("D", bound=Document)

STEPS = 64
"""So many changes a config remembers to have come from."""


class _Step(NamedTuple):
    """One change: of which config, by its mark, and the documents that it put or took away."""

    of: object
    keys: frozenset[Key]


@dataclass(frozen=True)
class Config:
    """Frozen. `revisions` holds the store revision at which each document last changed.

    Of one made by `changed`, what does not differ is not worked out anew: it shares its indexes with the one before.
    """

    revision: int = 0
    documents: Mapping[Key, Document] = field(default_factory=dict)
    revisions: Mapping[Key, int] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document], revision: int = 1) -> Config:
        """A config of these documents, all of them of one revision."""
        found = {(document.kind, document.key): document for document in documents}
        return cls(revision, found, dict.fromkeys(found, revision))

    def changed(self, put: Iterable[Document], gone: Iterable[Key], revision: int) -> Config:
        """The next config: these put, those gone. What was worked out of the documents is carried over to it."""
        found = {(document.kind, document.key): document for document in put}
        left = [key for key in gone if key in self.documents and key not in found]
        documents, revisions = {**self.documents, **found}, {**self.revisions, **dict.fromkeys(found, revision)}
        for key in left:
            del documents[key], revisions[key]
        after = Config(revision, documents, revisions)
        step = _Step(self._mark, frozenset((*found, *left)))
        after.__dict__.update(_index=self._index.changed(found, left), _steps=(*self._steps[1 - STEPS :], step))
        return after

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.documents)

    @cached_property
    def _mark(self) -> object:
        """Tells this config from all others, also after it is gone."""
        return object()

    @cached_property
    def _steps(self) -> tuple[_Step, ...]:
        """The last changes that led here."""
        return ()

    def _of_kind(self, model: type[D]) -> Mapping[str, D]:
        """The very same mapping in two configs says that no such document is another."""
        return cast(Mapping[str, D], self._index.kinds.get(model.kind, {}))

    @cached_property
    def zones(self) -> Mapping[str, Zone]:
        return self._of_kind(Zone)

    @cached_property
    def monitors(self) -> Mapping[str, Monitor]:
        return self._of_kind(Monitor)  # type: ignore[type-abstract]  # only compared with, never made

    @cached_property
    def addresses(self) -> Mapping[str, Address]:
        return self._of_kind(Address)

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        return self._of_kind(Pool)

    @cached_property
    def access_domains(self) -> Mapping[str, AccessDomain]:
        return self._of_kind(AccessDomain)

    @cached_property
    def lines(self) -> Mapping[str, OwnLine]:
        return self._of_kind(OwnLine)

    @cached_property
    def overrides(self) -> Mapping[str, Override]:
        return self._of_kind(Override)

    @cached_property
    def tokens(self) -> Mapping[str, Token]:
        return self._of_kind(Token)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return self._of_kind(Place)

    @cached_property
    def contact_groups(self) -> Mapping[str, ContactGroup]:
        return self._of_kind(ContactGroup)

    @cached_property
    def incumbents(self) -> Mapping[str, Incumbent]:
        """By whose list it is: `access_domain gtm.example.com/A`, or `pool Global`."""
        return self._of_kind(Incumbent)

    @cached_property
    def last_good(self) -> Mapping[str, LastGood]:
        """By the access domain's key."""
        return self._of_kind(LastGood)

    @property
    def agreed(self) -> int:
        """The revision at which a person last agreed that what the brake holds back may move; 0 is never."""
        return self.revisions.get((Agreement.kind, "brake"), 0)

    @property
    def cookie_secret(self) -> CookieSecret | None:
        """What cookies are made with; None before a node has made it."""
        found = self.documents.get((CookieSecret.kind, "cookies"))
        return found if isinstance(found, CookieSecret) else None

    @property
    def settings(self) -> Settings:
        """What an operator set, or the defaults."""
        found = self.documents.get((Settings.kind, DEFAULT_SETTINGS.key))
        return found if isinstance(found, Settings) else DEFAULT_SETTINGS

    @property
    def pools_of_address(self) -> Mapping[str, tuple[str, ...]]:
        """Address name → names of the pools that refer to it."""
        return self._index.referrers[Address.kind]

    @property
    def domains_of_pool(self) -> Mapping[str, tuple[str, ...]]:
        """Pool name → keys of the access domains that refer to it."""
        return self._index.referrers[Pool.kind]

    @property
    def monitors_of_place(self) -> Mapping[str, tuple[str, ...]]:
        """Place name → names of the monitors that name it."""
        return self._index.referrers[Place.kind]

    @property
    def addresses_of_monitor(self) -> Mapping[str, tuple[str, ...]]:
        """Monitor name → names of the addresses that it checks."""
        return self._index.referrers[Monitor.kind]

    def referrers(self, kind: str, key: str) -> tuple[Key, ...]:
        """The documents that refer to this one; what an override holds, or a memory is of, counts as a referrer."""
        match kind:
            case "override":
                return (("address", key),) if key in self.addresses else ()
            case "incumbent":
                owner, _, name = key.partition(" ")
                return ((owner, name),) if (owner, name) in self.documents else ()
            case "last_good":
                return (("access_domain", key),) if key in self.access_domains else ()
            case "place":
                return tuple(("monitor", name) for name in self.monitors_of_place.get(key, ()))
            case "monitor":
                return tuple(("address", name) for name in self.addresses_of_monitor.get(key, ()))
            case "address":
                return tuple(("pool", name) for name in self.pools_of_address.get(key, ()))
            case "pool":
                return tuple(("access_domain", name) for name in self.domains_of_pool.get(key, ()))
        return ()

    def dependents(self, keys: Iterable[Key]) -> set[Key]:
        """These documents and all that refer to them, directly or through others."""
        found: set[Key] = set()
        waiting = list(keys)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.referrers(*one))
        return found

    def zone_of(self, name: str) -> Zone | None:
        """The hosted zone that a domain name belongs to: the longest one above it."""
        return next((self.zones[above] for above in with_parents(name) if above in self.zones), None)


def differences(before: Config, after: Config) -> set[Key]:
    """The documents that were put, changed or removed between two configs.

    Where one was made of the other in a few steps, only what these touched is compared.
    """
    touched: set[Key] = set()
    for step in reversed(after._steps):
        touched |= step.keys
        if step.of is before._mark:
            break
    else:
        touched = before.documents.keys() | after.documents.keys()
    return {key for key in touched if before.documents.get(key) is not after.documents.get(key)}


def reached(before: Config, after: Config) -> set[Key]:
    """What differs between two configs, and all that refers to it in either, directly or through others."""
    changed = differences(before, after)
    return before.dependents(changed) | after.dependents(changed)


def affected_domains(before: Config, after: Config) -> set[str]:
    """Keys of the access domains that may be answered otherwise, those that are no more included."""
    return {key for kind, key in reached(before, after) if kind == AccessDomain.kind}
