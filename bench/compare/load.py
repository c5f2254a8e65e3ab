"""The load generator of `bench/load`, from outside."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.asking import HERE
from compare.workload import Files

LOAD = Path(__file__).parent.parent / "load" / "target" / "release" / "load"
OUTSTANDING = 192
CHECK_EVERY = 16


@dataclass(frozen=True, slots=True)
class Blast:
    """One window of load: counts of queries, and in seconds how long it was and what the server's threads ran.

    `user` and `kernel` are sampled at each tick of the clock: only their ratio is worth something. Of 100 answers, 99
    came within `p99` microseconds.
    """

    seconds: float
    sent: int
    answered: int
    lost: int
    wrong: int
    checked: int
    cpu: float
    user: float
    kernel: float
    p99: float = 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """How a server is asked: 192 at once or so many a second, by how many sockets, from which core; whether its answers
    are looked at."""

    seconds: float
    warm_up: float = 0.4
    rate: int | None = None
    core: int | None = None
    truthful: bool = True
    outstanding: int = OUTSTANDING
    flows: int = 1


def blast(port: int, files: Files, load: Load, pids: Iterable[int] = ()) -> Blast:
    """Asks all questions over and over; every 16th answer is looked at, and what the processes spend is counted."""
    command = [LOAD, "blast", "--to", f"{HERE}:{port}", "--seconds", load.seconds, "--warm-up", load.warm_up]
    command += ["--queries", files.queries, "--outstanding", load.outstanding, "--flows", load.flows]
    command += ["--expected", files.expected, "--check-every", CHECK_EVERY] if load.truthful else []
    command += ["--sources", files.sources] if files.sources else []
    command += ["--pids", ",".join(map(str, pids))] if pids else []
    command += [] if load.core is None else ["--cpu", load.core]
    command += [] if load.rate is None else ["--rate", load.rate]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"load blast failed: {done.stderr.strip()}")
    return _read(json.loads(done.stdout))


def _read(told: Any) -> Blast:
    seconds, user, kernel = (sum(one[part] for one in told["cpu"]) for part in ("seconds", "user", "system"))
    counts = {count: told[count] for count in ("seconds", "sent", "answered", "lost", "wrong", "checked")}
    return Blast(**counts, cpu=seconds, user=user, kernel=kernel, p99=told["p99_us"])
