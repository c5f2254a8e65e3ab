"""All documents at one revision of the store, and who refers to whom among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.agreement import Agreement
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.dns_name import with_parents
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent
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
Key = tuple[str, str]
"""A document's kind and key."""


@dataclass(frozen=True)
class Config:
    """Frozen. `revisions` holds the store revision at which each document last changed."""

    revision: int = 0
    documents: Mapping[Key, Document] = field(default_factory=dict)
    revisions: Mapping[Key, int] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document], revision: int = 1) -> Config:
        """A config of these documents, all of them of one revision."""
        found = {(document.kind, document.key): document for document in documents}
        return cls(revision, found, dict.fromkeys(found, revision))

    def changed(self, put: Iterable[Document], gone: Iterable[Key], revision: int) -> Config:
        """The next config: these put, those gone."""
        documents, revisions = dict(self.documents), dict(self.revisions)
        for key in gone:
            documents.pop(key, None)
            revisions.pop(key, None)
        for document in put:
            documents[document.kind, document.key] = document
            revisions[document.kind, document.key] = revision
        return Config(revision, documents, revisions)

    def _of_kind(self, model: type[D]) -> Mapping[str, D]:
        return {key: found for (_, key), found in self.documents.items() if isinstance(found, model)}

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

    @cached_property
    def pools_of_address(self) -> Mapping[str, tuple[str, ...]]:
        """Address name → names of the pools that refer to it."""
        return _turned((pool.name, [ref.address for ref in pool.addresses]) for pool in self.pools.values())

    @cached_property
    def domains_of_pool(self) -> Mapping[str, tuple[str, ...]]:
        """Pool name → keys of the access domains that refer to it."""
        return _turned((domain.key, [ref.pool for ref in domain.pools]) for domain in self.access_domains.values())

    @cached_property
    def monitors_of_place(self) -> Mapping[str, tuple[str, ...]]:
        """Place name → names of the monitors that name it."""
        return _turned((one.name, one.places) for one in self.monitors.values())

    @cached_property
    def addresses_of_monitor(self) -> Mapping[str, tuple[str, ...]]:
        """Monitor name → names of the addresses that it checks."""
        return _turned((one.name, [ref.monitor for ref in one.monitors]) for one in self.addresses.values())

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
    """The documents that were put, changed or removed between two configs."""
    changed = {key for key, document in after.documents.items() if document is not before.documents.get(key)}
    return changed | (before.documents.keys() - after.documents.keys())


def affected_domains(before: Config, after: Config) -> set[str]:
    """Keys of the access domains that may be answered otherwise, those that are no more included."""
    changed = differences(before, after)
    reached = before.dependents(changed) | after.dependents(changed)
    return {key for kind, key in reached if kind == AccessDomain.kind}


def _turned(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, Any]] = {}
    for referrer, targets in rows:
        for target in targets:
            found.setdefault(target, {})[referrer] = None
    return {target: tuple(referrers) for target, referrers in found.items()}
