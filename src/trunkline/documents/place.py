"""A place that servers are looked at from (gtm.md section 11.2)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from trunkline.documents.document import Document


class Place(Document):
    """Where a probe stands: in which city, and on which carrier's network."""

    kind: ClassVar[str] = "place"

    city: str = Field("", description="for people, in any script")
    carrier: str = Field("", description="for people, in any script")
