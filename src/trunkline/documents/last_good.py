"""What an access domain had when something was last available: written by nodes, one for all of them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from trunkline.documents.document import Document


class LastGood(Document):
    """The addresses that were available then; answered with when all is down and the access domain wishes so."""

    kind: ClassVar[str] = "last_good"

    name: str = Field(description="the access domain's key, such as gtm.example.com/A")
    addresses: tuple[str, ...] = Field((), description="their names")
