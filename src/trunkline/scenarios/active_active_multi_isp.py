"""Scenario 6: several data centres share the work by weight on each carrier's line (gtm.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from trunkline.documents.document import Weight
from trunkline.scenarios.carriers import CARRIERS, carrier_groups, global_group
from trunkline.scenarios.served import Endpoints, Group, Served, Server, numbered, weights_for

POLICY = "weight"


class ActiveActiveMultiIsp(Served):
    """A pool for each line, in which all data centres are drawn by weight."""

    code: ClassVar[str] = "active_active_multi_isp"
    summary: ClassVar[str] = "several data centres share each carrier's traffic by weight"
    servers: ClassVar[tuple[str, ...]] = tuple(CARRIERS)
    needs_all: ClassVar[bool] = False
    policy: ClassVar[str] = "source_nearest"

    mobile: tuple[Endpoints, ...] = Field(
        (("127.1.1.1",), ("127.4.4.4",)), description="for each data centre its addresses on China Mobile's network"
    )
    telecom: tuple[Endpoints, ...] = Field(
        (("127.2.2.2",), ("127.5.5.5",)), description="the same on China Telecom's, data centres in the same order"
    )
    unicom: tuple[Endpoints, ...] = Field(
        (("127.3.3.3",), ("127.6.6.6",)), description="the same on China Unicom's, data centres in the same order"
    )
    weights: tuple[Weight, ...] = Field((), description="the share of each data centre; default: all the same")

    @model_validator(mode="after")
    def _has_a_weight_for_each(self) -> Self:
        weights_for(self.number, self.weights)
        return self

    @property
    def number(self) -> int:
        """Of data centres."""
        return max(len(getattr(self, line)) for line in CARRIERS)

    def groups(self) -> Iterable[Group]:
        """Mobile, Telecom, Unicom and Global."""
        found = {line: self._servers(title, getattr(self, line)) for line, title in CARRIERS.items()}
        return [*carrier_groups(found, policy=POLICY), global_group(found.values(), policy=POLICY)]

    def _servers(self, title: str, centres: Sequence[Endpoints]) -> Sequence[Server]:
        shares = enumerate(zip(centres, weights_for(self.number, self.weights), strict=False), start=1)
        return [one for at, (ends, weight) in shares for one in numbered(f"{title} DC-{at}", ends, weight)]
