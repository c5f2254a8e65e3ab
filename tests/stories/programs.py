"""A node as a program of its own, begun from the command line as systemd does: one that can be replaced by another."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from processes import PATIENCE, Node, environment, eventually

REPLACED = "answers; this one ends"
"""Who says so names its successor."""


class Program(Node):
    """`command` is the program, `options` what it is told beside the usual; `pid` is who answers, after a replacement
    another one."""

    def __init__(
        self,
        state: Path,
        *options: str,
        host: str = "127.0.0.1",
        command: Sequence[str] = (sys.executable, "-m", "trunkline"),
        told: Mapping[str, str] = MappingProxyType({}),
        **others: Any,
    ) -> None:
        self.host, self._command, self._options, self._told = host, command, options, told
        super().__init__(state, **others)
        self.pid: int = self.process.pid

    def _begin(self, words: list[str], log: int) -> subprocess.Popen[bytes]:
        """In a session of its own, for what it makes of SIGHUP depends on whether it has a terminal."""
        words = [*self._command, *words, *self._options]
        environ = environment() | self._told
        return subprocess.Popen(words, stderr=log, env=environ, start_new_session=True, preexec_fn=_hear_sighup)

    def replace(self) -> int:
        """Has a new process take its place; the exit code of the old one."""
        old, before = self.pid, len(self.said(REPLACED))
        os.kill(old, signal.SIGHUP)
        told = eventually(lambda: self.said(REPLACED)[before:])
        self.pid = _named(told[0])
        return self.process.wait(PATIENCE) if old == self.process.pid else _wait_for(old)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ends it, and whoever took its place; the exit code of the first."""
        for told in self.said(REPLACED):
            with suppress(ProcessLookupError):
                os.kill(_named(told), number)
                _wait_for(_named(told))
        return super().end(number)


@contextmanager
def running_program(state: Path, *options: str, **others: Any) -> Iterator[Program]:
    """A program for as long as the block lasts."""
    program = Program(state, *options, **others)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.process.kill()
        program.end()


def _named(told: str) -> int:
    """The process that "process 4711 answers; this one ends" names."""
    return int(told.split()[1])


def _wait_for(pid: int) -> int:
    """Until a process that is no child of ours has ended; its exit code is not for us to know."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            assert select.select([descriptor], [], [], PATIENCE)[0], f"process {pid} does not end"
        finally:
            os.close(descriptor)
    return 0


def _hear_sighup() -> None:
    """Tests that run under nohup leave it ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
