"""What two threads do together that one does alone: without sockets, and over them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from compare.load import Blast, Load, blast
from compare.workload import Files, Workload, write_questions

from scale.serving import Serving
from scale.world import write_snapshot

ENGINE = Path(__file__).parents[2] / "engine"
THREADS = ENGINE / "target" / "release" / "examples" / "threads"
"""`engine/examples/threads.rs`, built."""

ROUNDS = 7
SECONDS = 1.0
FLOWS = 16
"""Sockets that ask: the kernel spreads flows over the threads (SO_REUSEPORT, socket(7))."""

OUTSTANDING = 1024
"""So many that both threads find full batches."""


@dataclass(frozen=True, slots=True)
class Threads:
    """Of each round: queries per second of processor time by one thread, by two at once from one snapshot, and by two
    from one each; and windows of queries over sockets to a process of one thread, and to one of two."""

    one: list[float]
    two: list[float]
    apart: list[float]
    by_one: list[Blast]
    by_two: list[Blast]

    @property
    def shared(self) -> float:
        """How many times as many two threads answer, without sockets."""
        return _times(self.two, self.one)

    @property
    def nothing_shared(self) -> float:
        """The same with a snapshot each: what the machine lets two have."""
        return _times(self.apart, self.one)

    @property
    def over_sockets(self) -> float:
        """Twice what a query costs one, over what it costs two: how many times as many two threads could answer."""
        return 2 * _times(_cpu_of(self.by_one), _cpu_of(self.by_two))


def cpu(windows: list[Blast]) -> float:
    """Microseconds of processor time a query, the median."""
    return 1e6 * median(_cpu_of(windows))


def _cpu_of(windows: list[Blast]) -> list[float]:
    return [window.cpu / window.answered for window in windows]


def _times(some: list[float], others: list[float]) -> float:
    """The median of the rounds' ratios: what else the machine does differs less within a round than between rounds."""
    return median(one / other for one, other in zip(some, others, strict=True))


def compare_threads(names: int, folder: Path) -> Threads:
    """One thread and two in turn."""
    workload, file = Workload.of(names), folder / f"{names}.snapshot"
    write_snapshot(workload, file)
    files = write_questions(workload, "ecs", folder)
    found = json.loads(subprocess.check_output([THREADS, file, files.queries, str(ROUNDS)]))
    return Threads(found["one"], found["two"], found["apart"], *_over_sockets(workload, file, files))


def _over_sockets(workload: Workload, file: Path, files: Files) -> tuple[list[Blast], list[Blast]]:
    load = Load(SECONDS, outstanding=OUTSTANDING, flows=FLOWS)
    with Serving(workload, file) as one, Serving(workload, file, threads=2) as two:
        windows = [[blast(by.port, files, load, [by.pid]) for by in (one, two)] for _ in range(ROUNDS)]
    return [by_one for by_one, _ in windows], [by_two for _, by_two in windows]
