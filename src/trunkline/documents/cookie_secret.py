"""What server cookies are made with (RFC 9018 section 4.4): one for all nodes of a store, made by the first of them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from trunkline.documents.document import Document

Secret = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
"""16 bytes in hexadecimal."""


class CookieSecret(Document):
    """There is one; it is never shown. Cookies of the former secret are still good, so that rolling troubles nobody."""

    kind: ClassVar[str] = "cookie_secret"

    name: Literal["cookies"] = Field("cookies", description="what it is for")
    present: Secret = Field(repr=False, description="cookies are made with this one")
    former: Secret | None = Field(None, repr=False, description="the one before")
    made: float = Field(description="when the present one was made, in seconds since the epoch")

    def rolled(self, secret: str, at: float) -> CookieSecret:
        """With a new secret; the present one is the former one from then on."""
        return CookieSecret(present=secret, former=self.present, made=at)

    def alone(self) -> CookieSecret:
        """Without the former secret: whoever came by it could make cookies with it."""
        return CookieSecret(present=self.present, made=self.made)
