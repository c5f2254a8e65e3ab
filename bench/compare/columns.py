"""Tables in text that is Markdown as well."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """Rows under a head, padded; the first columns, which are words, to the left, and all others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = [("-" * width if place < words else "-" * (width - 1) + ":") for place, width in enumerate(widths)]
    return "\n".join(_line(row, widths, words) for row in (head, rule, *rows))


def spread(figures: Sequence[float], pattern: str) -> str:
    """The median, and from where to where they go."""
    middle, least, most = map(pattern.format, (statistics.median(figures), min(figures), max(figures)))
    return middle if len(figures) == 1 else f"{middle} ({least}..{most})"


def _line(cells: Sequence[str], widths: Sequence[int], words: int) -> str:
    pairs = enumerate(zip(cells, widths, strict=True))
    padded = (cell.ljust(width) if place < words else cell.rjust(width) for place, (cell, width) in pairs)
    return f"| {' | '.join(padded)} |"
