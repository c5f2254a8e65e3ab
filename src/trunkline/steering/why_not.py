"""Why a pool or an address was not chosen: the other half of every choice's reason."""

from __future__ import annotations

from trunkline.documents.reference import Share
from trunkline.health.availability import Standing
from trunkline.lines.catalogue import canonical


def why_not(share: Share, standing: Standing, rule: str, line: str | None, chosen: tuple[str, ...]) -> str:
    """`rule`, `line` and `chosen` (names) are those of the choice that passed it over."""
    if not standing.available:
        return standing.because
    lines = ", ".join(share.lines) or "no line"
    if rule in ("source_nearest", "F1") and line not in [canonical(code) for code in share.lines]:
        return f"available, but serves {lines}, not {line}"
    return f"available, but comes after {', '.join(chosen)} (serial {share.serial})"
