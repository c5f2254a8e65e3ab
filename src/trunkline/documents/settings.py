"""What holds for all nodes together: limits, the brake, how long logs are kept, who is told."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trunkline.documents.dns_settings import DnsSettings
from trunkline.documents.document import Document, Name, Part
from trunkline.documents.event import ALL_EVENTS, MOST_GROUPS, Event
from trunkline.documents.floods import Floods

Limit = Annotated[int, Field(strict=True, ge=1, le=10_000_000)]
Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]

Groups = Annotated[tuple[Name, ...], Field(max_length=MOST_GROUPS)]


class Limits(Part):
    """How many may refer to how many; the defaults are those of the Ultimate edition (gtm.md section 14)."""

    pools_per_access_domain: Limit = Field(50, description="pools that one access domain refers to")
    addresses_per_pool: Limit = Field(50, description="addresses that one pool refers to")
    monitors_per_address: Limit = Field(10, description="monitors that one address refers to")
    ports_per_address: Limit = Field(5, description="different ports at which one address is checked")
    references_per_monitor: Limit = Field(50, description="addresses that refer to one monitor")
    references_per_pool: Limit = Field(10, description="access domains that refer to one pool")
    references_per_address: Limit = Field(10, description="pools that refer to one address")


class Brake(Part):
    """How much failing checks may move at once before a person must agree."""

    per_cent: Annotated[int, Field(strict=True, ge=1, le=100)] | None = Field(
        None, description="of what all lines of all access domains are answered; default: any part of it may move"
    )
    window: Annotated[float, Field(strict=True, ge=1, le=86_400)] = Field(
        60, description="seconds over which moves are added up"
    )


class Retention(Part):
    """For how long what happened can be asked for."""

    history_days: Days = Field(365, description="who wrote what; also how far back one can roll back and explain")
    alert_days: Days = Field(90, description="the alert log (gtm.md section 13)")
    switch_days: Days = Field(90, description="what each line was answered; also how far back one can explain")


class Settings(Document):
    """There is one, named global; what it does not say is as by default."""

    kind: ClassVar[str] = "settings"

    name: Literal["global"] = Field("global", description="the one there is")
    limits: Limits = Field(Limits(), description="how many may refer to how many")
    brake: Brake = Field(Brake(), description="how much may move at once before a person must agree")
    retention: Retention = Field(Retention(), description="for how long what happened can be asked for")
    floods: Floods = Field(Floods(), description="what one network may have of a node's answers and connections")
    dns: DnsSettings = Field(DnsSettings(), description="what askers are told besides answers, and the log of them")
    alert_groups: Groups = Field((), description="the contact groups that are told; none: nobody is")
    alert_events: tuple[Event, ...] = Field(ALL_EVENTS, description="what they are told of")


DEFAULT_SETTINGS = Settings()
