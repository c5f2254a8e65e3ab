"""A named secret that opens the API as far as its role goes, kept as its hash."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from trunkline.documents.document import Document


class Role(StrEnum):
    """What a token is for."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    AGENT = "agent"
    ADMIN = "admin"


class Token(Document):
    """Made by the node, never written in files. Times are seconds since the epoch."""

    kind: ClassVar[str] = "token"

    hash: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the secret")
    created: float
    expires: float | None = Field(None, description="when it ends; None is never")
    role: Role = Field(Role.ADMIN, description="what it may; tokens of versions without roles could do everything")
