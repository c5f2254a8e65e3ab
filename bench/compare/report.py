"""The tables: speed, truth, and what else a server costs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compare.columns import columns, spread
from compare.load import Blast
from compare.results import Figures, Results
from compare.workload import SORTS

ECHO = "echo"
SPEED = ("server", "asked", "answers/s", "CPU µs/query", "user", "kernel", "× echo", "lost", "wrong/checked")
TRUTH = ("server", "asked", "questions", "no answer", "wrong", "scope unsafe", "scope longer than needed")
COST = ("server", "first told s", "start s", "peak MiB", *(f"instructions/query, {sort}" for sort in SORTS))
"""First told: how long it took trunkline to take all documents over its API; it starts from its state folder."""

CHANGE = ("server", "what is done", "ms to the changed answer")


@dataclass(frozen=True)
class Speed:
    """One server under one sort of questions: figures by round, CPU in µs a query."""

    server: str
    sort: str
    windows: Sequence[Blast]
    ratios: Sequence[float]

    @property
    def rates(self) -> list[float]:
        """Answers a second."""
        return [window.answered / window.seconds for window in self.windows]

    @property
    def cpu(self) -> list[float]:
        """In all."""
        return [cpu_per_query(window) for window in self.windows]

    @property
    def user(self) -> float:
        """Of the median, by the ratio over all rounds: one window has too few samples."""
        user = sum(window.user for window in self.windows)
        kernel = sum(window.kernel for window in self.windows)
        return statistics.median(self.cpu) * user / ((user + kernel) or 1)

    @property
    def kernel(self) -> float:
        """The rest of it."""
        return statistics.median(self.cpu) - self.user

    @property
    def ratio(self) -> float:
        """To the echo."""
        return statistics.median(self.ratios)

    @property
    def row(self) -> list[str]:
        """As the table has it."""
        figures = [spread(self.rates, "{:,.0f}"), spread(self.cpu, "{:.2f}"), f"{self.user:.2f}", f"{self.kernel:.2f}"]
        lost = sum(window.lost for window in self.windows)
        wrong = sum(window.wrong for window in self.windows)
        checked = sum(window.checked for window in self.windows)
        return [self.server, self.sort, *figures, spread(self.ratios, "{:.2f}"), f"{lost:,}", f"{wrong:,}/{checked:,}"]


@dataclass(frozen=True)
class Table:
    """Rows under a head and a title; the first `words` columns are words."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int

    def __str__(self) -> str:
        return columns(self.head, self.rows, self.words)


def tables(results: Results) -> list[Table]:
    """Of one run; those for which nothing was measured are not among them."""
    cost = [_cost(figures, results) for figures in results.servers]
    found = [
        Table("Speed", SPEED, [speed.row for speed in speeds(results)], 2),
        Table("Truth", TRUTH, [*_truth(results)], 2),
        Table("Start, memory, instructions", COST, cost, 1),
        Table("A changed address", CHANGE, [*_changes(results)], 2),
    ]
    return [table for table in found if table.rows]


def report(results: Results) -> str:
    """All tables of a run as text."""
    parts = [f"{table.title}\n\n{table}" for table in tables(results)]
    return "\n\n".join([scale_of(results), *parts, *left_out(results)])


def scale_of(results: Results) -> str:
    """How much was compared."""
    played = f"{results.rounds} rounds of {results.seconds:g} s"
    return f"{results.names:,} names, {results.networks:,} networks; {played}; figures are median (min..max)"


def left_out(results: Results) -> list[str]:
    """A sentence for each that is missing."""
    return [f"{what} is left out: {why}." for what, why in results.left_out.items()]


def speeds(results: Results) -> Iterator[Speed]:
    """By sort, then in the order of the run; the ratio is to the echo of the same sort and round."""
    echo = next(figures for figures in results.servers if figures.server == ECHO)
    for sort in SORTS:
        for figures in results.servers:
            windows = figures.rounds.get(sort, [])
            pairs = zip(windows, echo.rounds[sort], strict=True) if windows else ()
            ratios = [cpu_per_query(own) / cpu_per_query(floor) for own, floor in pairs]
            if windows:
                yield Speed(labelled(figures, results), sort, windows, ratios)


def cpu_per_query(window: Blast) -> float:
    """In µs."""
    return window.cpu / window.answered * 1e6


def labelled(figures: Figures, results: Results) -> str:
    """A server's name; with how many names it was measured, if not with all."""
    return figures.server if figures.names == results.names else f"{figures.server} ({figures.names:,} names)"


def _truth(results: Results) -> Iterator[list[str]]:
    for figures in results.servers:
        for sort, truth in figures.truth.items():
            scopes = [f"{truth.unsafe:,}", f"{truth.longer:,}"] if sort == "ecs" else ["", ""]
            counts = [f"{count:,}" for count in (truth.asked, truth.silent, truth.wrong)]
            yield [labelled(figures, results), sort, *counts, *scopes]


def _cost(figures: Figures, results: Results) -> list[str]:
    counted = [f"{figures.instructions[sort]:,.0f}" if sort in figures.instructions else "" for sort in SORTS]
    told = f"{figures.prepared_in:.1f}" if figures.prepared_in else ""
    return [labelled(figures, results), told, f"{figures.start_up:.2f}", f"{figures.peak:.0f}", *counted]


def _changes(results: Results) -> Iterator[list[str]]:
    for figures in results.servers:
        for words, seconds in figures.changes.items():
            yield [labelled(figures, results), words, spread([one * 1000 for one in seconds], "{:,.1f}")]
