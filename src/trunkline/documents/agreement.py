"""A person's word that what the brake holds back may move: written through the API, and heard by every node."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trunkline.documents.document import Document


class Agreement(Document):
    """The last one; it releases what was held back before it was written."""

    kind: ClassVar[str] = "agreement"

    name: Literal["brake"] = Field("brake", description="what it is about")
    at: float = Field(description="when, in seconds since the epoch")
