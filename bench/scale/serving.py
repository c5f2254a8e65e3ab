"""A fresh process that serves a snapshot, from outside: when it answers, and what it says when it is told something."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from compare.asking import ask, free_port
from compare.workload import Workload, plain_question

BENCH = Path(__file__).parent.parent
PATIENCE = 300.0
SOON = 0.01


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process, and from when it began to read the file, to the first right answer;
    seconds of the processor's for reading and publishing it; bytes that were resident before and after that."""

    from_process: float
    from_reading: float
    spent: float
    before: int
    after: int


class Serving:
    """`scale.server` with this file, ended at the end of the block; `core`: pinned there."""

    def __init__(self, workload: Workload, file: Path, *, threads: int = 1, core: int | None = None) -> None:
        self.port = free_port()
        pinned = [] if core is None else ["taskset", "--cpu-list", str(core)]
        command = [*pinned, sys.executable, "-m", "scale.server", str(file), str(self.port), str(threads)]
        began = time.monotonic()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=BENCH, text=True, bufsize=1
        )
        try:
            self.start = self._started(workload, began)
        except BaseException:
            self._process.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(PATIENCE)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, *order: object) -> None:
        """Gives an order; `hear` waits for what it says to that."""
        print(*order, file=self._process.stdin)

    def hear(self) -> Any:
        """What it says next."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the serving process has ended with {self._process.wait()}")
        return json.loads(line)

    def _started(self, workload: Workload, began: float) -> Start:
        question = plain_question(workload.names - 1)
        wanted = workload.answer(question)
        while True:
            reply = ask(self.port, question, SOON)
            answered = time.monotonic()
            if reply and reply.only == wanted:
                break
            if self._process.poll() is not None or answered - began > PATIENCE:
                raise RuntimeError("the serving process gives no right answer")
        said = self.hear()
        return Start(answered - began, answered - said["began"], said["spent"], said["before"], said["after"])
