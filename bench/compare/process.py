"""A server as a process of its own on one core: started, looked at from outside, and ended."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LAST_SECONDS = 60.0
"""For an orderly end; then it is killed."""


def cores() -> tuple[int, int]:
    """Where servers run and where load comes from: the first and the last core that we may use."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@dataclass(frozen=True)
class Process:
    """One that we started, with what it started in turn."""

    popen: subprocess.Popen[bytes]
    log: Path
    began: float

    @classmethod
    def start(cls, command: Sequence[str], log: Path, core: int | None) -> Process:
        """Pinned to that core, if one is named; what it says goes to `log`."""
        pinned = [] if core is None else ["taskset", "--cpu-list", str(core)]
        with log.open("ab") as said:
            began = time.monotonic()
            popen = subprocess.Popen([*pinned, *command], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        return cls(popen, log, began)

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    @property
    def pids(self) -> list[int]:
        """Of itself and all that descend from it."""
        return [*_family(self.popen.pid)]

    @property
    def peak(self) -> float:
        """MiB that were resident at most, of all together."""
        return sum(map(_peak, self.pids)) / 1024

    def end(self) -> None:
        """Asks it to, and waits."""
        self.popen.terminate()
        try:
            self.popen.wait(LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-600:].strip()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from _family(int(child))


def _peak(pid: int) -> int:
    """In KiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
