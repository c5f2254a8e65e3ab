"""Why a pool or an address was not chosen: the other half of every choice's reason."""

from __future__ import annotations

from trunkline.documents.reference import Share
from trunkline.health.availability import Standing
from trunkline.lines.catalogue import canonical


def why_not(
    share: Share, standing: Standing, served: str | None, chosen: tuple[str, ...], *, first: bool = False
) -> str:
    """`served` (the line, if one decided) and `chosen` (names) are those of the choice that passed it over.

    `first` says that it stands before them.
    """
    if not standing.available:
        return standing.because
    if served and served not in map(canonical, share.lines):
        lines = ", ".join(share.lines) or "no line"
        return f"available, but serves {lines}, not {served}"
    if first:
        return f"available, and comes first (serial {share.serial}), but {', '.join(chosen)} is on duty and stays"
    return f"available, but comes after {', '.join(chosen)} (serial {share.serial})"
