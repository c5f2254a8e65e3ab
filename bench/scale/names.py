"""What as many names cost: a start, memory, a change, and the queries that are answered while there are changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from compare.load import Blast, Load, blast
from compare.process import cores
from compare.workload import Workload, write_questions

from scale.serving import Serving, Start
from scale.world import write_snapshot

CHANGES = 20
ROUNDS = 5
RATE = 20_000
"""Queries a second while there are changes: a fraction of what one thread can answer."""

REST = 0.04
"""Seconds between two changes while queries come."""

SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of so many names: bytes of the file, the start, bytes resident once thousands were asked for, seconds of each
    change and of the processor's for publishing it, and a window of queries of each round: while nothing changes, and
    while 20 times something does."""

    names: int
    file: int
    start: Start
    asked: int
    changes: list[float]
    spent: list[float]
    calm: list[Blast]
    changing: list[Blast]

    @property
    def memory(self) -> float:
        """Bytes a name."""
        return (self.start.after - self.start.before) / self.names


def cost_of(names: int, folder: Path) -> Cost:
    """Measured in a fresh process, which leaves nothing but its file."""
    workload, file = Workload.of(names), folder / f"{names}.snapshot"
    write_snapshot(workload, file)
    files = write_questions(workload, "ecs", folder)
    server_core, load_core = cores()
    calm, changing = list[Blast](), list[Blast]()
    with Serving(workload, file, core=server_core) as serving:
        blast(serving.port, files, Load(SECONDS, core=load_core))
        serving.tell("memory")
        asked = serving.hear()["resident"]
        serving.tell("changes", names, CHANGES, 0)
        changes = serving.hear()
        load = Load(SECONDS, warm_up=0.05, rate=RATE, core=load_core)
        for _ in range(ROUNDS):
            calm.append(blast(serving.port, files, load))
            serving.tell("changes", names, CHANGES, REST)
            changing.append(blast(serving.port, files, replace(load, truthful=False)))  # both are true
            serving.hear()
    return Cost(names, file.stat().st_size, serving.start, asked, changes["seconds"], changes["spent"], calm, changing)
