"""Scenario 5: a primary and a standby data centre, each with an egress on each carrier's network (gtm.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from trunkline.scenarios.carriers import CARRIERS, carrier_groups, global_group
from trunkline.scenarios.served import Endpoints, Group, Served, numbered

CENTRES = ("primary", "standby")


class ActiveStandbyMultiIsp(Served):
    """For each line two pools, the primary's before the standby's: a carrier's users stay on their carrier when its
    egress at the primary fails."""

    code: ClassVar[str] = "active_standby_multi_isp"
    summary: ClassVar[str] = "failover to a standby data centre, carrier by carrier"
    servers: ClassVar[tuple[str, ...]] = tuple(f"{centre}_{line}" for centre in CENTRES for line in CARRIERS)
    needs_all: ClassVar[bool] = False
    policy: ClassVar[str] = "source_nearest"

    primary_mobile: Endpoints = Field(("127.1.1.1",), description="the primary's addresses on China Mobile's network")
    primary_telecom: Endpoints = Field(("127.2.2.2",), description="the same on China Telecom's")
    primary_unicom: Endpoints = Field(("127.3.3.3",), description="the same on China Unicom's")
    standby_mobile: Endpoints = Field(("127.4.4.4",), description="the standby's addresses on China Mobile's network")
    standby_telecom: Endpoints = Field(("127.5.5.5",), description="the same on China Telecom's")
    standby_unicom: Endpoints = Field(("127.6.6.6",), description="the same on China Unicom's")

    def groups(self) -> Iterable[Group]:
        """Mobile Primary, Telecom Primary, Unicom Primary, Global Primary, then the same of the standby."""
        for centre in CENTRES:
            suffix = f" {centre.capitalize()}"
            found = {
                line: numbered(f"{title}{suffix}", getattr(self, f"{centre}_{line}"))
                for line, title in CARRIERS.items()
            }
            yield from carrier_groups(found, suffix)
            yield global_group(found.values(), suffix)
