"""Scenario 1: servers are watched and told of, and answered with whatever the checks say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from pydantic import Field

from trunkline.scenarios.served import Endpoints, Group, Served, numbered


class HealthCheckOnly(Served):
    """One pool in rotation; its addresses are in manual mode and available, so a failing check only tells."""

    code: ClassVar[str] = "health_check_only"
    summary: ClassVar[str] = "monitor and alert without switching traffic"
    servers: ClassVar[tuple[str, ...]] = ("addresses",)
    address_fields: ClassVar[dict[str, Any]] = {"mode": "manual", "manual_status": "available"}

    addresses: Endpoints = Field(("127.1.1.1", "127.2.2.2"), description="all of them are answered, in rotation")

    def groups(self) -> Iterable[Group]:
        """Everything in one pool."""
        return [Group("Servers", numbered("Server", self.addresses))]
