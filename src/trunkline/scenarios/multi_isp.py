"""Scenario 4, the tutorial: one data centre with an egress on each carrier's network (gtm.md sections 3 and 10.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from trunkline.scenarios.carriers import CARRIERS, carrier_groups, global_group
from trunkline.scenarios.served import Endpoints, Group, Served, numbered


class MultiIsp(Served):
    """Each carrier's users get the egress on their carrier; all others, and those whose egress failed, the first
    available one of all."""

    code: ClassVar[str] = "multi_isp"
    summary: ClassVar[str] = "a data centre with several carriers' egresses: each user on their own carrier's line"
    servers: ClassVar[tuple[str, ...]] = tuple(CARRIERS)
    needs_all: ClassVar[bool] = False
    policy: ClassVar[str] = "source_nearest"

    mobile: Endpoints = Field(("127.1.1.1",), description="addresses on China Mobile's network")
    telecom: Endpoints = Field(("127.2.2.2",), description="addresses on China Telecom's network")
    unicom: Endpoints = Field(("127.3.3.3",), description="addresses on China Unicom's network")

    def groups(self) -> Iterable[Group]:
        """Mobile, Telecom, Unicom and Global."""
        found = {line: numbered(title, getattr(self, line)) for line, title in CARRIERS.items()}
        return [*carrier_groups(found), global_group(found.values())]
