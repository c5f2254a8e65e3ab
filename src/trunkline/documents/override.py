"""An operator's forced up or down of one address, with a reason."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from trunkline.documents.document import Document


class Override(Document):
    """Named after the address it holds; while it stands, health only tells."""

    kind: ClassVar[str] = "override"

    state: Literal["up", "down"] = Field(description="what the address counts as")
    reason: Annotated[str, StringConstraints(min_length=1)] = Field(description="why; shown wherever it has effect")
    by: str = Field("", description="who; filled in from the token")
