"""From the family of errors to exit codes, and to a line each on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import typer

from trunkline.cli.drawing import harmless
from trunkline.errors import (
    AddressInUse,
    CannotBecome,
    Conflict,
    DocumentError,
    Forbidden,
    LayerRefused,
    LineTableUnreadable,
    NotFound,
    NotReady,
    StillReferenced,
    StoreUnreadable,
    TrunklineError,
    Unauthorized,
    Unreachable,
)

MEANING: Mapping[int, str] = {
    0: "done",
    1: "unexpected: a fault of ours, or no trunkline node",
    2: "the command line is wrong",
    3: "documents, a file or a question refused",
    4: "not found",
    5: "conflict: a stale revision, a name taken, or still referenced",
    6: "the token is missing, unknown or expired",
    7: "no node answers there, or it is not ready",
    8: "the address or port is in use, or not ours to listen on",
    9: "the store, or a line table on disk, cannot be read",
    10: "plan --detailed-exitcode: there are changes",
    11: "amiss: a channel, a zone, a resolver; or the guards refused a line table",
    12: "the token's role does not go that far",
}
"""Every exit code there is."""

EXIT: Mapping[type[TrunklineError], int] = {
    CannotBecome: 2,
    DocumentError: 3,
    LayerRefused: 3,
    NotFound: 4,
    StillReferenced: 5,
    Conflict: 5,
    Unauthorized: 6,
    Unreachable: 7,
    NotReady: 7,
    AddressInUse: 8,
    StoreUnreadable: 9,
    LineTableUnreadable: 9,
    Forbidden: 12,
}
"""What is not listed is 1."""

AMISS = 11
"""The question was answered, and the answer is that something is not as it should be."""


@contextmanager
def exit_codes() -> Iterator[None]:
    """Inside, an error of ours ends the command: a line for each fault, and the exit code of its kind."""
    try:
        yield
    except TrunklineError as error:
        say(str(error))
        raise typer.Exit(code_of(error)) from None


def code_of(error: TrunklineError) -> int:
    """The exit code for an error."""
    return next((EXIT[cls] for cls in type(error).__mro__ if cls in EXIT), 1)


def say(words: str) -> None:
    """To standard error, a line each."""
    for line in words.splitlines():
        print(harmless(line), file=sys.stderr)
