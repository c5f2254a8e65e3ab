"""What was measured, as values, and the file that keeps it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from compare.load import Blast
from compare.servers.debian import version_of
from compare.truth import Truth

KEPT = Path(__file__).parent.parent / "results.json"


@dataclass(frozen=True)
class Figures:
    """One server's. By sort of question: truth, a window of load for each round, user instructions per query.

    `start_up`, `prepared_in` (0: it reads files) and `changes` are in seconds, `peak` in MiB.
    """

    server: str
    names: int
    start_up: float
    prepared_in: float
    peak: float
    truth: dict[str, Truth]
    rounds: dict[str, list[Blast]]
    changes: dict[str, list[float]]
    instructions: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One run with so many names; `left_out` says by server why it is not in it."""

    names: int
    networks: int
    rounds: int
    seconds: float
    date: str
    machine: str
    versions: dict[str, str]
    servers: list[Figures]
    left_out: dict[str, str] = field(default_factory=dict)


_KEPT = TypeAdapter(dict[int, Results])


def load_results(path: Path = KEPT) -> dict[int, Results]:
    """By number of names; empty if nothing was kept."""
    return _KEPT.validate_json(path.read_bytes()) if path.exists() else {}


def keep(results: Results, path: Path = KEPT) -> None:
    """In place of what was found with as many names before."""
    kept = {**load_results(path), results.names: results}
    path.write_bytes(_KEPT.dump_json(dict(sorted(kept.items())), indent=1) + b"\n")


def today() -> str:
    """The date in UTC."""
    return datetime.now(UTC).date().isoformat()


def machine() -> str:
    """Processor, cores, memory, kernel."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kernel = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {kernel}"


def versions() -> dict[str, str]:
    """Of what was compared and measured with; a peer's is Debian's."""
    peers = {name: version_of(name) for name in ("gdnsd", "knot", "valgrind")}
    own = {"trunkline": version("trunkline"), "Python": platform.python_version()}
    return own | {name: found for name, found in peers.items() if found}


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
