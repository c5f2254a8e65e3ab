"""`trunkline` as processes of their own that begin at once: forked from one that has loaded everything already.

Loading takes a command three quarters of its time and a node half, and the stories start some two hundred. What comes
before the first line of `main` is left to tests/cli/test_process.py, whose processes begin as a user's do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import IO

from trunkline.__main__ import main

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "trunkline.__main__",
        "trunkline.serve.process",
        "trunkline.agents.agent",
        "httpcore",  # which a client loads with its first request
        "tests.stories.embedded_table",
    ]
)


class Warm:
    """One process; `output` and `errors` are what it writes to, known by their descriptors."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], output: int, errors: int) -> None:
        ends = [Connection(os.dup(end), readable=False) for end in (output, errors)]
        self._process = _FORKS.Process(target=_become, args=(list(words), dict(environment), *ends), daemon=True)
        self._process.start()
        for end in ends:
            end.close()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or the number of the signal that ended it, negative; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float) -> int:
        """The same once it has ended; raises TimeoutExpired if that takes longer."""
        self._process.join(seconds)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired("trunkline", seconds)
        return code

    def send_signal(self, number: int) -> None:
        """Unless it has ended, for its number may be another's by now; who forked it hears of its end before we do."""
        with suppress(ProcessLookupError):
            if self.poll() is None:
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def run(words: Sequence[str], environment: Mapping[str, str], within: float) -> subprocess.CompletedProcess[str]:
    """The command until it ends, with what it said."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        code = Warm(words, environment, output.fileno(), errors.fileno()).wait(within)
        return subprocess.CompletedProcess(list(words), code, _read(output), _read(errors))


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _become(words: list[str], environment: dict[str, str], output: Connection, errors: Connection) -> None:
    """What the new process does."""
    for end, place in ((output, 1), (errors, 2)):
        os.dup2(end.fileno(), place)
        end.close()
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["trunkline", *words]
    main()
