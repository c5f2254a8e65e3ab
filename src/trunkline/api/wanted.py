"""What a list may be narrowed to, kind by kind (gtm.md section 16: Search…)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query

from trunkline.api.parameters import Contains
from trunkline.documents.access_domain import AccessDomain, RecordType
from trunkline.documents.address import Address
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.endpoint import EndpointType
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.pool import Pool
from trunkline.health.availability import Health, Standing

Enabled = Annotated[bool | None, Query(description="only those that are enabled, or that are not")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Documents of any kind."""

    contains: Annotated[Contains, Query(description="only those with this in the name or remark, in any case")] = None

    def holds(self, one: Any, config: Config) -> bool:
        """Whether a document is one of those."""
        words = f"{one.name}\n{one.remark}".casefold()
        return self.contains is None or self.contains.casefold() in words


@dataclass(frozen=True, slots=True)
class WantedMonitors(Wanted):
    """Monitors."""

    protocol: Annotated[str | None, Query(description="only those of this protocol")] = None

    def holds(self, one: Monitor, config: Config) -> bool:
        """Whether it is one of those."""
        return Wanted.holds(self, one, config) and self.protocol in (None, one.protocol)


@dataclass(frozen=True, slots=True)
class WantedAddresses(Wanted):
    """Addresses."""

    type: Annotated[EndpointType | None, Query(description="only those with such an endpoint")] = None
    enabled: Enabled = None
    monitor: Annotated[str | None, Query(description="only those that this monitor checks")] = None

    def holds(self, one: Address, config: Config) -> bool:
        """Whether it is one of those."""
        return (
            Wanted.holds(self, one, config)
            and self.type in (None, one.type)
            and self.enabled in (None, one.enabled)
            and (self.monitor is None or any(ref.monitor == self.monitor for ref in one.monitors))
        )


@dataclass(frozen=True, slots=True)
class WantedPools(Wanted):
    """Pools."""

    type: Annotated[EndpointType | None, Query(description="only those of such addresses")] = None
    enabled: Enabled = None
    address: Annotated[str | None, Query(description="only those that hold this address")] = None

    def holds(self, one: Pool, config: Config) -> bool:
        """Whether it is one of those."""
        return (
            Wanted.holds(self, one, config)
            and self.type in (None, one.type)
            and self.enabled in (None, one.enabled)
            and (self.address is None or any(ref.address == self.address for ref in one.addresses))
        )


@dataclass(frozen=True, slots=True)
class WantedAccessDomains(Wanted):
    """Access domains."""

    type: Annotated[RecordType | None, Query(description="only those of this record type")] = None
    enabled: Enabled = None
    zone: Annotated[str | None, Query(description="only those in this hosted zone")] = None
    pool: Annotated[str | None, Query(description="only those that refer to this pool")] = None

    def holds(self, one: AccessDomain, config: Config) -> bool:
        """Whether it is one of those."""
        return (
            Wanted.holds(self, one, config)
            and self.type in (None, one.type)
            and self.enabled in (None, one.enabled)
            and (self.zone is None or _zone_name(one, config) == self.zone.lower().removesuffix("."))
            and (self.pool is None or any(ref.pool == self.pool for ref in one.pools))
        )


@dataclass(frozen=True, slots=True)
class WantedOverrides(Wanted):
    """Overrides."""

    state: Annotated[Literal["up", "down", "drain"] | None, Query(description="only those of this state")] = None

    def holds(self, one: Override, config: Config) -> bool:
        """Whether it is one of those."""
        return Wanted.holds(self, one, config) and self.state in (None, one.state)


@dataclass(frozen=True, slots=True)
class WantedStandings:
    """Whatever has a health."""

    health: Annotated[Health | None, Query(description="only those of this health")] = None
    available: Annotated[bool | None, Query(description="only those that take part, or that do not")] = None

    def holds(self, standing: Standing) -> bool:
        """Whether it is one of those."""
        return self.health in (None, standing.health) and self.available in (None, standing.available)


WANTED: Mapping[type[Document], type[Wanted]] = {
    Monitor: WantedMonitors,
    Address: WantedAddresses,
    Pool: WantedPools,
    AccessDomain: WantedAccessDomains,
    Override: WantedOverrides,
}
"""By which fields each kind is narrowed; the others by `contains` alone."""


def _zone_name(domain: AccessDomain, config: Config) -> str | None:
    zone = config.zone_of(domain.name)
    return zone.name if zone else None
