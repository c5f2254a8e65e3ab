"""The page `docs/performance.md`: the tables, and how they came about. Every figure is from the kept results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from compare.change import FLIPS
from compare.instructions import LOAD
from compare.load import CHECK_EVERY, OUTSTANDING
from compare.report import left_out, scale_of, tables
from compare.results import Results
from compare.truth import SAMPLE
from compare.workload import QUESTIONS

FRAME = Path(__file__).with_name("performance.md")
"""What stands around the tables."""


def page(kept: Mapping[int, Results]) -> str:
    """The whole of it."""
    return FRAME.read_text().format(
        runs="\n".join(part for results in kept.values() for part in _run(results)),
        questions=QUESTIONS,
        sample=SAMPLE,
        outstanding=OUTSTANDING,
        check_every=CHECK_EVERY,
        flips=FLIPS,
        rate=LOAD.rate,
    )


def _run(results: Results) -> Iterator[str]:
    yield f"## {results.names:,} names\n"
    yield f"{scale_of(results)}. Measured on {results.date} on {results.machine}: {_versions(results)}.\n"
    for table in tables(results):
        yield f"### {table.title}\n\n{table}\n"
    yield from (f"{sentence}\n" for sentence in left_out(results))


def _versions(results: Results) -> str:
    return ", ".join(f"{name} {version}" for name, version in results.versions.items())
