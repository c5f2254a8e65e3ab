"""What all preset scenarios have in common: a name to steer, and its zone if that is to be made (gtm.md section 3)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from trunkline.documents.access_domain import AccessDomain, RecordType
from trunkline.documents.dns_name import DomainName, with_parents
from trunkline.documents.document import Document, Part
from trunkline.documents.kinds import SECTIONS
from trunkline.documents.read import read_document

EXAMPLE_NAME = "gtm.example.com"
EXAMPLE_ZONE = "example.com"

Whole = Annotated[int, Field(strict=True)]
"""A number whose range the document says that it ends up in."""


class Scenario(Part):
    """Parameters of a preset, and the documents that they stand for: ordinary ones, to be changed like any other.

    With neither a name nor addresses told it is an example on loopback, complete with its zone. The example's name
    and addresses are never mixed with those of a person, who might not notice them.
    """

    code: ClassVar[str]
    summary: ClassVar[str]
    servers: ClassVar[tuple[str, ...]] = ()
    """The parameters that hold addresses."""
    needs_all: ClassVar[bool] = True
    """Whether each of those must be told, or only one."""

    name: DomainName = Field(EXAMPLE_NAME, description="the name that is steered; *.example.com works as well")
    type: RecordType = Field("A", description="of the records answered; for CNAME all addresses are domain names")
    ttl: Whole = Field(60, description="seconds; of every record answered")
    zone: DomainName | None = Field(
        None, description="made if it is not hosted yet; default: a hosted zone must hold the name"
    )
    nameservers: tuple[DomainName, ...] = Field((), description="of a zone that is made; default: ns1 in that zone")
    enable: bool = Field(False, description="answer at once; else not before `trunkline enable`")

    @model_validator(mode="before")
    @classmethod
    def _is_an_example_unless_told(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        if not any(field in given for field in ("name", *cls.servers)):
            return {"zone": EXAMPLE_ZONE, **given}
        told = [field for field in ("name", *cls.servers) if given.get(field)]
        if "name" not in told:
            raise ValueError("name is missing: addresses of your own want a name of your own")
        if cls.needs_all and (missing := [field for field in cls.servers if field not in told]):
            raise ValueError(f"{missing[0]} is missing: beside a name, {_joined(cls.servers, 'and')} must be given")
        if cls.servers and len(told) == 1:
            raise ValueError(f"there are no addresses: beside a name, give {_joined(cls.servers, 'or')}")
        return {**dict.fromkeys(cls.servers, ()), **given}

    @model_validator(mode="after")
    def _is_inside_its_zone(self) -> Self:
        if self.zone and self.zone not in with_parents(self.name):
            raise ValueError(f"{self.name} is not in the zone {self.zone}")
        return self

    @classmethod
    def command(cls) -> str:
        """Its name as it is typed after `trunkline scenario`."""
        return cls.code.replace("_", "-")

    @property
    def key(self) -> str:
        """Of the access domain."""
        return f"{self.name}/{self.type}"

    @property
    def zone_nameservers(self) -> tuple[str, ...]:
        """Of the zone that is to be made."""
        return self.nameservers or (f"ns1.{self.zone}",)

    def documents(self) -> tuple[Document, ...]:
        """All that the scenario consists of; raises DocumentError for a parameter that a document cannot take."""
        return (*self._zone(), *self.behind(), self._access_domain())

    @abstractmethod
    def behind(self) -> tuple[Document, ...]:
        """The monitor, addresses and pools behind the name."""

    @abstractmethod
    def steering(self) -> Mapping[str, Any]:
        """The fields of the access domain that make the scenario: policy and pools."""

    def _zone(self) -> tuple[Document, ...]:
        if not self.zone:
            return ()
        data = [f"{server}." for server in self.zone_nameservers]
        return (made("zones", name=self.zone, records=[{"name": "@", "type": "NS", "data": data}]),)

    def _access_domain(self) -> Document:
        fields = {"name": self.name, "type": self.type, "ttl": self.ttl, "enabled": self.enable}
        return made("access_domains", **fields, **self.steering())


def made(section: str, **fields: Any) -> Document:
    """A document of that section; raises DocumentError with its name and the field that is wrong."""
    model = SECTIONS[section]
    place = f"{model.kind} {fields['name']}" + (f"/{fields['type']}" if model is AccessDomain else "")
    return read_document(model, fields, lambda path: place)


def _joined(words: tuple[str, ...], last: str) -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
