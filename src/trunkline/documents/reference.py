"""How one document refers to another: the serial, weight and lines live on the reference (gtm.md section 1)."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from pydantic import Field, model_validator

from trunkline.documents.document import LineCode, Name, Part, Serial, Weight
from trunkline.documents.monitors.monitor import Port


class Reference(Part):
    """A bare name stands for a reference with nothing else said."""

    names: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _from_bare_name(cls, value: Any) -> Any:
        return {cls.names: value} if isinstance(value, str) else value


def _forget_default(schema: dict[str, Any]) -> None:
    """0 stands for a place that is not known yet, and is no serial."""
    schema.pop("default")


class Share(Reference):
    """A member of a list that a policy chooses from. `serial` is its place in the list unless given."""

    serial: Serial = Field(
        0,
        validate_default=False,
        description="the smaller goes first; default: its place in the list",
        json_schema_extra=_forget_default,
    )
    weight: Weight = Field(1, description="its share under weight")
    lines: tuple[LineCode, ...] = Field((), description="the lines (query sources) it serves under source_nearest")


class PoolReference(Share):
    """A pool as an access domain sees it."""

    names: ClassVar[str] = "pool"
    pool: Name = Field(description="the pool's name")


class AddressReference(Share):
    """An address as a pool sees it."""

    names: ClassVar[str] = "address"
    address: Name = Field(description="the address's name")


class MonitorReference(Reference):
    """A monitor as an address sees it: together they are a health task."""

    names: ClassVar[str] = "monitor"
    monitor: Name = Field(description="the monitor's name")
    port: Port | None = Field(None, description="where to connect; default: the monitor's port, else the protocol's")


S = TypeVar("S", bound=Share)


def number(shares: tuple[S, ...]) -> tuple[S, ...]:
    """Gives each share without a serial its place in the list, counted from 1."""
    return tuple(
        share if share.serial else share.model_copy(update={"serial": place})
        for place, share in enumerate(shares, start=1)
    )
