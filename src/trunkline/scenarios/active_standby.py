"""Scenario 2: a second data centre takes over when the first fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import Field

from trunkline.documents.policy import SEQUENCE_MODE, SequenceMode
from trunkline.scenarios.served import Endpoints, Group, Served, numbered


class ActiveStandby(Served):
    """Two pools in sequence: the primary data centre answers while it is available, else the standby does."""

    code: ClassVar[str] = "active_standby"
    summary: ClassVar[str] = "automatic failover from a primary data centre to a standby"
    servers: ClassVar[tuple[str, ...]] = ("primary", "standby")
    policy: ClassVar[str] = "sequence"

    primary: Endpoints = Field(("127.1.1.1",), description="addresses of the data centre that comes first")
    standby: Endpoints = Field(("127.2.2.2",), description="addresses of the data centre that takes over")
    sequence_mode: SequenceMode = Field("preemptive", description=SEQUENCE_MODE)

    def steering(self) -> Mapping[str, Any]:
        """In sequence, and what happens after a recovery."""
        return {**super().steering(), "sequence_mode": self.sequence_mode}

    def groups(self) -> Iterable[Group]:
        """The names are those of gtm.md section 3."""
        places = {"Primary-DC": self.primary, "Backup-DC": self.standby}
        return [Group(title, numbered(title, endpoints)) for title, endpoints in places.items()]
