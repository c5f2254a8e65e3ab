"""What every server that is compared can do."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import ClassVar

from compare.asking import ask, free_port
from compare.process import Process
from compare.workload import SORTS, Workload, address_of, plain_question

SPARE = IPv4Address("10.250.0.1")
"""An address that answers no name as long as nothing is changed."""

STARTING = 300.0
SOON = 0.05


class NotServing(Exception):
    """A server ended, or does not answer as it should; the text tells what it said last."""


def _nothing(changed: bool) -> None:
    """There is nothing to edit."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to have askers on line ct answered otherwise for name 0, and back: `edit(True)`, then `act(True)`.

    `edit` is what an operator writes beforehand, `act` makes it so. `changed` is the answer then.
    """

    words: str
    act: Callable[[bool], None]
    edit: Callable[[bool], None] = _nothing
    changed: IPv4Address = SPARE
    rest: float = 0.0
    """Seconds that must lie between two edits, where files are looked at by their time of change."""


class Server(ABC):
    """One of those compared, serving `workload` from files in `folder` on a port of its own."""

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    """Of Debian."""

    sorts: ClassVar[tuple[str, ...]] = SORTS
    """Of questions that it is asked."""

    most_names: ClassVar[int | None] = None
    """With more it would not be ready in minutes; it is then measured with so many."""

    truthful: ClassVar[bool] = True
    """Whether it answers at all, or only sends back."""

    def __init__(self, workload: Workload, folder: Path) -> None:
        self.workload, self.folder = workload, folder
        self.port = free_port()
        self.process: Process | None = None
        self.prepared_in = 0.0
        """Seconds that it took to tell a running server everything for the first time; 0 where it reads files."""
        folder.mkdir(parents=True)

    def prepare(self) -> None:  # noqa: B027 (an echo has nothing to prepare)
        """Writes what it serves."""

    @abstractmethod
    def command(self) -> list[str]:
        """Runs it in the foreground."""

    def ways(self) -> Sequence[Way]:
        """How its users change an address."""
        return ()

    def start(self, core: int | None, *, under: Sequence[str] = ()) -> float:
        """Seconds until its first right answer; `under` goes before its command."""
        self.process = Process.start([*under, *self.command()], self.folder / "log", core)
        while not self.ready():
            if not self.process.running or time.monotonic() - self.process.began > STARTING:
                raise NotServing(f"{self.name} gives no right answer: {self.last_words()}")
            time.sleep(0.001)
        return time.monotonic() - self.process.began

    def settle(self) -> None:  # noqa: B027 (most have done all by their first answer)
        """Waits until what it began at its start is done."""

    def ready(self) -> bool:
        """Whether the last name is answered, and rightly."""
        question = plain_question(self.workload.names - 1)
        reply = ask(self.port, question, SOON)
        return reply is not None and (not self.truthful or reply.only == self.workload.answer(question))

    def stop(self) -> None:
        """Ends it; once more does no harm."""
        if self.process and self.process.running:
            self.process.end()

    @property
    def running(self) -> bool:
        """Whether its process is."""
        return self.process is not None and self.process.running

    def last_words(self) -> str:
        """The end of what it said."""
        return self.process.last_words() if self.process else ""

    @property
    def peak(self) -> float:
        """MiB that were resident at most since its start."""
        return self.process.peak if self.process else 0.0

    @property
    def pids(self) -> list[int]:
        """Of the running server."""
        return self.process.pids if self.process else []


FIRST = address_of(0, 1)
"""What a change takes from its place: the address of name 0 on line ct."""


def replace_once(path: Path, before: str, after: str) -> None:
    """Changes a text that stands once in a file."""
    text = path.read_text()
    if text.count(before) != 1:
        raise ValueError(f"{before!r} stands {text.count(before)} times in {path.name}")
    path.write_text(text.replace(before, after))
