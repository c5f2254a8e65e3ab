"""The folder of line tables: generations by number, which of them is in use, and which was before.

lines/in_use.json     {"current": 7, "previous": 5, …}    0 is the embedded table; swapped whole
lines/7/              table · made.json · NAME.layer …     written before it is named, never changed afterwards
lines/incoming/…/     files on their way in, a folder each
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from trunkline.errors import LineTableUnreadable
from trunkline.line_tables.generation import read_made, read_note, sync_folder

EMBEDDED = 0
"""The number of the table that comes with the package."""


@dataclass(frozen=True, slots=True)
class InUse:
    """Numbers of generations; `previous` is None where there is nothing to go back to. `kept` are those that stay until
    somebody deletes them by hand: damage hid of what use they are."""

    current: int = EMBEDDED
    previous: int | None = None
    kept: tuple[int, ...] = ()


_IN_USE = TypeAdapter(InUse)


class Folder:
    """Where line tables lie."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def incoming(self) -> Path:
        """For files on their way in."""
        return self.path / "incoming"

    def of(self, number: int) -> Path:
        """Where a generation lies; the embedded one lies nowhere."""
        return self.path / str(number)

    def in_use(self) -> InUse:
        """Raises LineTableUnreadable when the note of it is damaged, or gone: there is one before any generation."""
        try:
            return read_note(self.path / "in_use.json", _IN_USE)
        except FileNotFoundError as error:
            if self._numbers():
                raise LineTableUnreadable(str(error)) from error
            return InUse()
        except OSError as error:
            raise LineTableUnreadable(str(error)) from error

    def use(self, numbers: InUse) -> None:
        """Notes it, so that it outlives a crash; generations that are of no more use are deleted."""
        self.note(numbers)
        self.forget_unused()

    def note(self, numbers: InUse) -> None:
        """So that it outlives a crash; raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        new = self.path / "in_use.new"
        try:
            with new.open("wb") as file:
                file.write(_IN_USE.dump_json(numbers))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path / "in_use.json")
        except OSError:
            new.unlink(missing_ok=True)
            raise
        sync_folder(self.path)

    def forget_unused(self) -> None:
        """Deletes generations that are not noted: replaced ones, half ones, and those that were refused in the end.

        While the note is damaged nobody knows which these are, and all stay.
        """
        try:
            numbers = self.in_use()
        except LineTableUnreadable:
            return
        for number in self._numbers() - {numbers.current, numbers.previous, *numbers.kept}:
            shutil.rmtree(self.of(number), ignore_errors=True)

    def keeping_all(self, current: int, previous: int | None = None) -> InUse:
        """These in use, and none of the others deleted."""
        return InUse(current, previous, tuple(sorted(self._numbers() - {current, previous})))

    def there(self, numbers: InUse) -> InUse:
        """Without those that were kept, and deleted by hand since."""
        return replace(numbers, kept=tuple(sorted(self._numbers() & {*numbers.kept})))

    def newest(self) -> int | None:
        """The newest generation that was written whole; what else is damaged shows when it is read."""
        for number in sorted(self._numbers(), reverse=True):
            with suppress(LineTableUnreadable):
                read_made(self.of(number))
                return number
        return None

    def next_number(self) -> int:
        """One that no generation has."""
        return max(self._numbers(), default=EMBEDDED) + 1

    def forget_incoming(self) -> None:
        """What came in and was not taken, when the process before ended."""
        shutil.rmtree(self.incoming, ignore_errors=True)

    def _numbers(self) -> set[int]:
        if not self.path.is_dir():
            return set()
        return {int(one.name) for one in self.path.iterdir() if one.name.isdecimal() and one.is_dir()}
