"""An operator's word on one address, with a reason: forced up, forced down, or draining."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from trunkline.documents.document import Document

Seconds = Annotated[float, Field(strict=True, ge=0, le=253_402_300_799, allow_inf_nan=False)]
"""Since the epoch, up to the year 9999."""


class Override(Document):
    """Named after the address it holds; while it stands, health only tells."""

    kind: ClassVar[str] = "override"

    state: Literal["up", "down", "drain"] = Field(
        description="what the address counts as; drain: down, so that caches let go of it before work begins"
    )
    reason: Annotated[str, StringConstraints(min_length=1)] = Field(description="why; shown wherever it has effect")
    by: str = Field("", description="who; filled in from the token")
    since: Seconds = Field(0, description="seconds since the epoch; filled in when it is written")
    expires: Seconds | None = Field(None, description="seconds since the epoch; it is lifted then. Default: never")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.expires is not None and self.expires <= self.since:
            raise ValueError("it would expire before it begins")
        return self
