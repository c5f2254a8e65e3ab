"""A client's own name for a write, so that a repeated request is made once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from trunkline.errors import Conflict, DocumentError, Problem

_PRINTABLE = re.compile(r"[\x20-\x7e]{1,64}")


@dataclass(frozen=True, slots=True)
class ClientToken:
    """`value` is the client's, 1 to 64 printable ASCII characters; `digest` tells its request from any other.

    Raises DocumentError for another value.
    """

    value: str
    digest: str

    def __post_init__(self) -> None:
        if not _PRINTABLE.fullmatch(self.value):
            message = f"{self.value[:80]!r} is not 1 to 64 printable ASCII characters"
            raise DocumentError([Problem("client token", "", message, "a random UUID is a good one")])

    @classmethod
    def of(cls, value: str, request: bytes) -> Self:
        """The token of a request, which is all that decides what the write would be, as bytes."""
        return cls(value, hashlib.sha256(request).hexdigest())

    def refuse_other(self, digest: str, revision: int) -> None:
        """Conflict if the token was used before, at that revision, for a request of another digest."""
        if digest != self.digest:
            raise Conflict(
                f"the client token {self.value} was used for another request already, answered at revision {revision}: "
                "give a new request a token of its own"
            )
