"""How to check whether an address is up: what the monitors of all protocols have in common (gtm.md section 11)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin

from pydantic import (
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails
from pydantic_core.core_schema import tagged_union_schema

from trunkline.documents.document import Document, Name
from trunkline.documents.monitors.asks import Ask

Port = Annotated[int, Field(strict=True, ge=1, le=65535)]

PROTOCOLS: dict[str, type[Monitor]] = {}
"""Each protocol and the monitor that speaks it; a monitor enters itself."""


class Monitor(Document):
    """A template: attached to an address it becomes a health task. Which fields it has depends on its protocol.

    `Monitor.model_validate` gives the monitor of the protocol that the data names.
    """

    model_config = ConfigDict(polymorphic_serialization=True)

    kind: ClassVar[str] = "monitor"
    takes_port: ClassVar[bool] = False

    protocol: str = Field(description="how to look")
    ip_version: Literal["IPv4", "IPv6"] | None = Field(
        None, description="looks over this one only; a domain's A or AAAA records. Default: whichever is there"
    )
    interval: float = Field(60, strict=True, ge=1, le=86_400, description="seconds from one probe to the next")
    timeout: float = Field(5, strict=True, ge=0.05, le=60, description="seconds; a later answer is a failure")
    evaluation_count: int = Field(2, strict=True, ge=1, le=100, description="failures in a row that make it abnormal")
    recovery_count: int = Field(1, strict=True, ge=1, le=100, description="successes in a row that make it well again")
    fail_back_delay: float = Field(
        0, strict=True, ge=0, le=86_400, description="seconds for which it must stay good before it is well again"
    )
    failure_rate: int = Field(
        50, strict=True, ge=0, le=100, description="per cent of places that must find it abnormal; 0: any one of them"
    )
    places: tuple[Name, ...] = Field((), description="names of the places that look; none: all of them")

    @abstractmethod
    def ask(self, token: int) -> Ask[Any]:
        """What to ask of the server, and how to judge its reply; each protocol says its own.

        `token` is a fresh random number of 16 bits, for those whose replies carry one back.
        """

    def port_for(self, given: int | None) -> int | None:
        """Where to look when the address says `given`; None where there are no ports (gtm.md section 5)."""
        return None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        protocol = cls.model_fields["protocol"].annotation
        if get_origin(protocol) is Literal:
            PROTOCOLS.update(dict.fromkeys(get_args(protocol), cls))

    @classmethod
    def model_for(cls, data: Mapping[str, Any]) -> type[Document]:
        """The model that this data is of: the one of its protocol."""
        protocol = data.get("protocol")
        return PROTOCOLS.get(protocol, cls) if cls is Monitor and isinstance(protocol, str) else cls

    @classmethod
    def where_else(cls, field: str) -> str:
        """Which protocols have a field that this one has not."""
        others = sorted(name for name, model in PROTOCOLS.items() if field in model.model_fields)
        own = next((name for name, model in PROTOCOLS.items() if model is cls), "it")
        return f"{own} has no {field}; {_listed(others)}" if others else ""

    @model_validator(mode="wrap")
    @classmethod
    def _as_its_protocol(cls, data: Any, build: ModelWrapValidatorHandler[Self]) -> Any:
        if cls is not Monitor or not isinstance(data, Mapping):
            return build(data)
        model = cls.model_for(data)
        return _refuse_protocol(data) if model is Monitor else model.model_validate(data)

    @model_validator(mode="after")
    def _one_probe_ends_before_the_next(self) -> Self:
        if self.timeout > self.interval:
            raise ValueError(f"timeout {self.timeout:g} s is longer than interval {self.interval:g} s")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A monitor as such is one of the protocols' own."""
        if cls is not Monitor:
            return handler(schema)
        choices = {name: model.__pydantic_core_schema__ for name, model in PROTOCOLS.items()}
        told = handler(tagged_union_schema(choices, discriminator="protocol"))
        return {"title": cls.__name__, "description": "How to check: the fields depend on the protocol.", **told}


class PortMonitor(Monitor):
    """A monitor that looks at a port."""

    takes_port: ClassVar[bool] = True
    default_port: ClassVar[int | None] = None

    port: Port | None = Field(None, description="where to look, unless the address says otherwise")

    def port_for(self, given: int | None) -> int | None:
        """The address's port, the monitor's, or the protocol's; None if none of them names one."""
        return given or self.port or self.default_port


def _refuse_protocol(data: Mapping[str, Any]) -> Any:
    if "protocol" not in data:
        fault = InitErrorDetails(type="missing", loc=("protocol",), input=data)
    else:
        known = ", ".join(repr(name) for name in sorted(PROTOCOLS))
        fault = InitErrorDetails(
            type="literal_error", loc=("protocol",), input=data["protocol"], ctx={"expected": known}
        )
    raise ValidationError.from_exception_data("Monitor", [fault])


def _listed(protocols: list[str]) -> str:
    """["dns", "udp"] as "dns and udp have"."""
    *most, last = protocols
    return f"{', '.join(most)} and {last} have" if most else f"{last} has"
