"""Every error that trunkline raises on purpose, as one family.

TrunklineError
├── DocumentError        what an operator wrote cannot be accepted; carries one Problem for each fault
├── NotFound             there is no such document
├── StillReferenced      it cannot be deleted: others refer to it
├── Conflict             the world moved: the expected revision is not the present one
├── Unauthorized         the token is missing, unknown or expired
├── Forbidden            the token's role does not go that far; says which does
├── StoreUnreadable      the store cannot be opened, or what it holds cannot be understood
├── SnapshotUnreadable   bytes that are not a snapshot of this version
├── LineTableUnreadable  bytes that are not a line table of this version
├── LayerRefused         a file that was to say who is where, and cannot be taken: its place, what is wrong, the way out
├── CannotProbe          this machine could not look, so nothing can be said of the server
├── AddressInUse         another process listens on that address and port, or it is not ours to listen on
├── CannotBecome         the process cannot run on as the user that it is to become
├── BadRequest           (api) the HTTP request itself cannot be understood
├── Unreachable          (client) no server answered there
└── NotReady             the node does not answer yet; says what it waits for

Each border translates the family once: `api/errors.py` to an HTTP status, `cli/errors.py` to an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what was given: where it is, what is wrong, and the way out.

    `place` is a file with a line ("gtm.yaml:12") or the name of a document; `field` is a dotted path inside the
    document ("addresses.2.weight"), empty when the whole document is meant.
    """

    place: str
    field: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.field) if part)
        return f"{where}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")


class TrunklineError(Exception):
    """The root of the family; `str(error)` is a sentence for the person who can mend it."""


class DocumentError(TrunklineError):
    """Documents that cannot be accepted; nothing of them was applied."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFound(TrunklineError):
    """There is no such document."""


class StillReferenced(TrunklineError):
    """A document that others refer to cannot be deleted."""


class Conflict(TrunklineError):
    """The expected revision is not the present one: someone else wrote in between."""


class Unauthorized(TrunklineError):
    """The token is missing, unknown or expired."""


class Forbidden(TrunklineError):
    """The token's role does not go that far."""


class StoreUnreadable(TrunklineError):
    """The store cannot be opened, or what it holds cannot be understood."""


class SnapshotUnreadable(TrunklineError):
    """Bytes that are not a snapshot of this version."""


class LineTableUnreadable(TrunklineError):
    """Bytes that are not a line table of this version."""


class LayerRefused(TrunklineError):
    """A file that was to say who is where cannot be taken; the line table is as it was."""

    def __init__(self, place: str, message: str = "", remedy: str = "") -> None:
        """`place` is the file, with the line where there is one; alone it is the whole sentence."""
        super().__init__(str(Problem(place, "", message, remedy)) if message else place)


class CannotProbe(TrunklineError):
    """This machine could not look, so nothing can be said of the server: that is not the same as down."""


class AddressInUse(TrunklineError):
    """Another process listens on that address and port, or it is not ours to listen on."""


class CannotBecome(TrunklineError):
    """The process cannot run on as the user that it is to become."""


class BadRequest(TrunklineError):
    """The HTTP request itself cannot be understood."""


class Unreachable(TrunklineError):
    """No server answered at that URL."""


class NotReady(TrunklineError):
    """The node does not answer yet."""
