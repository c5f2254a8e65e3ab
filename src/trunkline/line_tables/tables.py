"""The line table that a node uses, kept in its state folder; what is done with it is done in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import structlog

from trunkline.errors import Conflict, LayerRefused, LineTableUnreadable
from trunkline.line_tables.act import ACT, CAME, UNTOLD, Act, Came
from trunkline.line_tables.acts import Acts, Progress
from trunkline.line_tables.assemble import stack
from trunkline.line_tables.folder import EMBEDDED, Folder, InUse
from trunkline.line_tables.generation import Made, read_made, read_table
from trunkline.lines.embedded import embedded, manifest
from trunkline.lines.layer import Layer
from trunkline.lines.table import LineTable

log: Any = structlog.get_logger("trunkline")

PATIENCE = 3600.0
"""Seconds that an act may take; with five million rows it takes a few minutes."""


@dataclass(frozen=True, slots=True)
class Present:
    """A table with the layers it is composed of, and how it came about; None for the embedded one."""

    number: int
    table: LineTable
    made: Made | None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The lowest first."""
        return self.table.layers


class LineTables:
    """`present` is what is in use, `acts` what is done with it. One act at a time; who comes meanwhile is told so.

    `built_in` gives the table to begin with.
    """

    def __init__(self, path: Path, built_in: Callable[[], LineTable] = embedded) -> None:
        self.acts = Acts()
        self._built_in = built_in
        self._folder = Folder(path)
        self._folder.forget_incoming()
        self._folder.forget_unused()
        self.present, self._in_use = self._found()
        self._claimed = False

    @property
    def previous(self) -> int | None:
        """The generation to go back to, if there is one."""
        return self._in_use.previous

    def claim(self) -> None:
        """Has the table for oneself until `release`; raises Conflict when another has."""
        if self._claimed:
            raise Conflict("another act on the line table is under way; try again when it is done")
        self._claimed = True

    def release(self) -> None:
        """Lets others act on it."""
        self._claimed = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """`claim`, and `release` at the end."""
        self.claim()
        try:
            yield
        finally:
            self.release()

    def new_work(self) -> Path:
        """A folder for one act, and the file that it may bring."""
        self._folder.incoming.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(dir=self._folder.incoming))

    async def carry_out(self, act: Act, work: Path, tell: Callable[[Progress], None]) -> Came:
        """Does it, in a process of its own, and says what came of it; nothing else is used for it yet.

        For who has claimed the table. Raises LayerRefused for what cannot be done or kept, or takes too long.
        """
        try:
            await asyncio.to_thread(self._note_what_is_in_use)
            await asyncio.to_thread((work / "act.json").write_bytes, ACT.dump_json(act))
        except OSError as error:
            raise LayerRefused(f"the node cannot keep the table: {error}") from error
        code, words = await _run(self._folder.path, work, tell)
        try:
            came = CAME.validate_json((work / "came.json").read_bytes())
        except FileNotFoundError:
            raise LayerRefused(act.file, _why_it_ended(code, words)) from None
        if came.refused:
            raise LayerRefused(came.refused)
        return came

    async def load(self, number: int) -> Present:
        """A generation that was made; raises LineTableUnreadable."""
        return await asyncio.to_thread(self._load, number)

    def use(self, chosen: Present) -> None:
        """Notes for the next start, and for good, that this one is used; the one of now is to go back to."""
        numbers = replace(self._in_use, current=chosen.number, previous=self.present.number)
        self._folder.use(numbers)
        self.present, self._in_use = chosen, numbers

    def forget_unused(self) -> None:
        """Deletes what an act wrote that is not used in the end."""
        self._folder.forget_unused()

    def _note_what_is_in_use(self) -> None:
        """The process for an act would find again what the start found damaged; and whoever finds tables without a note
        of which is in use must take it for lost."""
        self._folder.note(self._in_use)

    def _load(self, number: int) -> Present:
        if number == EMBEDDED:
            return Present(EMBEDDED, replace(self._built_in(), layers=stack(())), None)
        folder = self._folder.of(number)
        return Present(number, read_table(folder), read_made(folder))

    def _found(self) -> tuple[Present, InUse]:
        """What is in use by the folder; where that cannot be read, what was before, and at last the embedded table: a
        node that answers everyone as anyone is better than one that answers nobody. Then nothing is deleted."""
        for numbers in self._in_turn():
            try:
                present = _told_of_age(self._load(numbers.current))
            except LineTableUnreadable as error:
                log.error(f"the line table cannot be read: {error}; an older one is used")
                continue
            self._tell_of_kept(numbers)
            return present, numbers
        raise AssertionError("the embedded table can be read")

    def _in_turn(self) -> Iterator[InUse]:
        try:
            noted = self._folder.there(self._folder.in_use())
        except LineTableUnreadable as error:
            newest = self._folder.newest()
            way_back = f"; `trunkline lines rollback` goes to the newest there is, {newest}" if newest else ""
            log.error(f"which line table is in use cannot be read: {error}; the embedded one is used{way_back}")
            noted = self._folder.keeping_all(EMBEDDED, newest)
        yield noted
        yield self._folder.keeping_all(noted.previous or EMBEDDED)
        yield self._folder.keeping_all(EMBEDDED)

    def _tell_of_kept(self, numbers: InUse) -> None:
        if numbers.kept:
            folders = ", ".join(str(self._folder.of(number)) for number in numbers.kept)
            log.warning(f"kept, for damage hid of what use it is: {folders}; delete what you do not want")


def _told_of_age(present: Present) -> Present:
    made, now = present.made, str(manifest()["version"])
    if made and made.embedded != now:
        log.warning(
            f"the line table was composed over the embedded one of {made.embedded}; this version has that of {now}: "
            "`trunkline lines compose` composes it anew"
        )
    return present


async def _run(folder: Path, work: Path, tell: Callable[[Progress], None]) -> tuple[int, str]:
    """Its exit code and last words. It ends with the one who waits for it, and with this process."""
    command = (sys.executable, "-m", "trunkline.line_tables.job", str(folder), str(work))
    with (work / "words").open("wb") as words:
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=words)
        try:
            assert process.stdout
            async with asyncio.timeout(PATIENCE):
                async for line in process.stdout:
                    tell(Progress(**json.loads(line)))
                code = await process.wait()
        except TimeoutError:
            raise LayerRefused(f"it was not done in {PATIENCE / 60:g} minutes, and was given up") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return code, (work / "words").read_text("utf-8", "replace")[-2000:]


def _why_it_ended(code: int, words: str) -> str:
    if code == UNTOLD:
        return "what came of it cannot be written: the disk is full, or fails"
    last = words.strip().splitlines()[-1:] or [f"exit code {code}"]
    if "MemoryError" in words or code < 0:
        return f"the process that read it ended ({last[0]}); it takes too much memory, or was killed"
    return f"a fault of ours: {last[0]}"
