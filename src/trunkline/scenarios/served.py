"""Scenarios with servers: addresses under one monitor, in pools as the scenario lays them out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import Field

from trunkline.documents.document import Document, Name, Weight
from trunkline.documents.endpoint import Endpoint, endpoint_type
from trunkline.documents.judgement import Judgement
from trunkline.documents.policy import DEFAULT_POLICY
from trunkline.scenarios.scenario import Scenario, Whole, made

Endpoints = tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """An address as a scenario lays it out: what people call it, where it is, and its share of a pool."""

    title: str
    endpoint: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """A pool as a scenario lays it out, and how the access domain refers to it."""

    title: str
    servers: Sequence[Server]
    policy: str = DEFAULT_POLICY
    reference: Mapping[str, Any] = field(default_factory=dict)


class Served(Scenario):
    """A scenario that puts servers behind a name. One endpoint is one address, however many pools it serves in."""

    policy: ClassVar[str] = DEFAULT_POLICY
    """How the pools share the work."""
    address_fields: ClassVar[Mapping[str, Any]] = {}
    """What the scenario says of each address."""

    protocol: Literal["ping", "tcp", "http", "https"] = Field("http", description="how servers are checked")
    port: Whole | None = Field(None, description="where checks connect; default: the protocol's own port")
    path: str | None = Field(None, description="what http and https ask for; default: /")
    host: str | None = Field(
        None, description="the Host header of http and https, and the name in the handshake of https"
    )
    interval: float | None = Field(None, strict=True, description="seconds from one check to the next; default: 60")
    timeout: float | None = Field(None, strict=True, description="seconds; a later answer is a failure; default: 5")
    evaluation_count: Whole | None = Field(
        None, description="failures in a row after which a server is out; default: 2"
    )
    judgement: Judgement = Field(Judgement.ANY_OK, description="how many addresses of a pool must be available")

    prefix: Name | None = Field(
        None, description="what names of the documents begin with; default: the first label of the name"
    )

    @property
    def stem(self) -> str:
        """What names of the documents begin with; of one name, A and AAAA do not collide."""
        label = next((label for label in self.name.split(".") if label != "*"), "any")
        return self.prefix or (label if self.type == "A" else f"{label} {self.type}")

    @abstractmethod
    def groups(self) -> Iterable[Group]:
        """The pools in their order; those without servers are left out."""

    def steering(self) -> Mapping[str, Any]:
        """The policy, and a reference to each pool."""
        pools = [{"pool": self._named(group.title), **group.reference} for group in self._filled()]
        return {"policy": self.policy, "pools": pools}

    def behind(self) -> tuple[Document, ...]:
        """The monitor, each endpoint as one address, and the pools."""
        names = self._names_by_endpoint()
        monitor = self._named("check")
        addresses = (
            made("addresses", name=name, endpoint=endpoint, monitors=[monitor], **self.address_fields)
            for endpoint, name in names.items()
        )
        return (self._monitor(monitor), *addresses, *(self._pool(group, names) for group in self._filled()))

    def _filled(self) -> list[Group]:
        return [group for group in self.groups() if group.servers]

    def _names_by_endpoint(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for group in self._filled():
            for server in group.servers:
                names.setdefault(server.endpoint, self._named(server.title))
        return names

    def _monitor(self, name: str) -> Document:
        fields = ("port", "path", "host", "interval", "timeout", "evaluation_count")
        told = {field: value for field in fields if (value := getattr(self, field)) is not None}
        return made("monitors", name=name, protocol=self.protocol, **told)

    def _pool(self, group: Group, names: Mapping[str, str]) -> Document:
        once: dict[str, Server] = {}
        for server in group.servers:
            once.setdefault(server.endpoint, server)
        return made(
            "pools",
            name=self._named(group.title),
            type=endpoint_type(group.servers[0].endpoint),
            policy=group.policy,
            judgement=self.judgement,
            addresses=[{"address": names[one.endpoint], "weight": one.weight} for one in once.values()],
        )

    def _named(self, title: str) -> str:
        return f"{self.stem} {title}"


def numbered(title: str, endpoints: Iterable[str], weight: int = 1) -> list[Server]:
    """Servers of one place: Primary-DC 1, Primary-DC 2, …"""
    return [Server(f"{title} {number}", endpoint, weight) for number, endpoint in enumerate(endpoints, start=1)]


def weights_for(number: int, weights: Sequence[Weight]) -> Sequence[Weight]:
    """A weight for each of so many data centres, 1 unless told; ValueError if they are not as many."""
    if weights and len(weights) != number:
        raise ValueError(f"there are {len(weights)} weights for {number} data centres: give one for each, or none")
    return weights or (1,) * number
