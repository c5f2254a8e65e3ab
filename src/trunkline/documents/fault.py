"""What a rule between documents finds, and the two faults that many of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

Fault = tuple[str, str, str | Callable[[bool], str]]
"""Field, message, and the remedy; one that must be searched for is told whether to search."""
Faults = Iterator[Fault]


def missing(field: str, kind: str, name: str, known: Iterable[str], otherwise: str = "") -> Fault:
    """A reference that leads nowhere; `otherwise` is another way out than to declare what is missing."""
    noun = kind.replace("_", " ")

    def remedy(search: bool) -> str:
        close = get_close_matches(name, list(known), n=1) if search else ()
        if close:
            return f"did you mean {close[0]}?" + (otherwise and f" {otherwise}")
        return f"declare the {noun} first, or in the same apply" + (otherwise and f"; {otherwise}")

    return field, f"there is no {noun} {name}", remedy


def twice(field: str, members: Sequence[tuple[str, str]]) -> Faults:
    """`members` are pairs of identity and how to name it; the second of two equal ones is the fault."""
    seen: set[str] = set()
    for place, (identity, name) in enumerate(members):
        if identity in seen:
            yield f"{field}.{place}", f"{name} stands in it twice", "keep one"
        seen.add(identity)
