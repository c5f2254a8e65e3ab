"""A named secret that opens the API, kept as its hash."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from trunkline.documents.document import Document


class Token(Document):
    """Made by the node, never written in files. Times are seconds since the epoch."""

    kind: ClassVar[str] = "token"

    hash: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the secret")
    created: float
    expires: float | None = Field(None, description="when it ends; None is never")
