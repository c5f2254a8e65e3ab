"""User instructions per query, counted by valgrind: no clock in it, so no other work on the machine either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from compare.load import Load, blast
from compare.servers.server import Server
from compare.workload import Files

LOAD = Load(seconds=5.0, warm_up=0.001, rate=4_000)
"""So few a second that most are answered by themselves, in no batch that would share what a system call costs."""


def instructions(server: Server, files: Mapping[str, Files], sorts: Iterable[str]) -> dict[str, float]:
    """Per query of each sort: what a run with load takes more than a run without, divided by the queries.

    Starting and ending cancel out; Python hashes by a fixed seed, so that they are equal. Server must be prepared.
    """
    idle, _ = _run(server, None)
    counted = {sort: _run(server, files[sort]) for sort in sorts}
    return {sort: (total - idle) / answered for sort, (total, answered) in counted.items()}


def _run(server: Server, files: Files | None) -> tuple[int, int]:
    """Instructions from start to end, and how many answers there were."""
    for old in _outputs(server):
        old.unlink()
    fixed = ["env", "PYTHONHASHSEED=0"]
    valgrind = ["valgrind", "-q", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes"]
    try:
        server.start(None, under=[*fixed, *valgrind, f"--cachegrind-out-file={server.folder}/cachegrind.%p"])
        found = blast(server.port, files, LOAD) if files else None
    finally:
        server.stop()
    return sum(map(_summary, _outputs(server))), found.sent - found.lost if found else 0


def _outputs(server: Server) -> list[Path]:
    return [*server.folder.glob("cachegrind.*")]


def _summary(output: Path) -> int:
    """Instructions read, `Ir`, of one process."""
    return next(int(line.split()[1]) for line in output.read_text().splitlines() if line.startswith("summary:"))
