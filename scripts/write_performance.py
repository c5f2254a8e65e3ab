"""Writes docs/performance.md and docs/performance.svg from what `make bench` kept in bench/results.json."""

from __future__ import annotations

import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE / "bench"))

from compare.page import page  # noqa: E402
from compare.plot import plot  # noqa: E402
from compare.results import KEPT, load_results  # noqa: E402


def main(source: Path = KEPT, docs: Path = HOUSE / "docs") -> None:
    """The page and its plot."""
    kept = load_results(source)
    if not kept:
        sys.exit(f"{source} holds nothing yet: make bench writes it")
    (docs / "performance.md").write_text(page(kept))
    (docs / "performance.svg").write_text(plot(kept))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
