"""Scenario 3: several data centres share the work by weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import Field, model_validator

from trunkline.documents.document import Weight
from trunkline.scenarios.served import Endpoints, Group, Served, numbered, weights_for


class ActiveActive(Served):
    """A pool for each data centre, drawn by weight: one that fails leaves, and the others share what was its part."""

    code: ClassVar[str] = "active_active"
    summary: ClassVar[str] = "several data centres share the traffic by weight"
    servers: ClassVar[tuple[str, ...]] = ("centres",)
    policy: ClassVar[str] = "weight"

    centres: tuple[Endpoints, ...] = Field(
        (("127.1.1.1",), ("127.2.2.2",)), description="for each data centre its addresses"
    )
    weights: tuple[Weight, ...] = Field((), description="the share of each data centre; default: all the same")

    @model_validator(mode="after")
    def _has_a_weight_for_each(self) -> Self:
        weights_for(len(self.centres), self.weights)
        return self

    def groups(self) -> Iterable[Group]:
        """DC-1, DC-2, …"""
        shares = zip(self.centres, weights_for(len(self.centres), self.weights), strict=True)
        for number, (endpoints, weight) in enumerate(shares, start=1):
            title = f"DC-{number}"
            yield Group(title, numbered(title, endpoints), reference={"weight": weight})
