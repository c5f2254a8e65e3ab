"""Scenario 7: an empty canvas (gtm.md section 20, Q9, tells what is answered)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from trunkline.documents.document import Document
from trunkline.scenarios.scenario import Scenario


class Custom(Scenario):
    """An access domain without pools; until it has some, its zone's own records answer."""

    code: ClassVar[str] = "custom"
    summary: ClassVar[str] = "an access domain alone, to which pools of one's own are given"

    def behind(self) -> tuple[Document, ...]:
        """Nothing."""
        return ()

    def steering(self) -> Mapping[str, Any]:
        """As by default."""
        return {}
