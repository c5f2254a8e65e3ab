"""Text files, plain or packed by gzip, line by line; whatever is wrong with one is told with the number of its line."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import GzipFile
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from trunkline.errors import LayerRefused
from trunkline.imports.format import ROWS, Progress, Row

SAMPLE = 1 << 16
LONGEST = 1 << 16
LARGEST = 4 << 30
"""So many bytes a text may have, unpacked."""

LINES = 2 * ROWS
"""So many lines, with those that say nothing."""

_GZIP = b"\x1f\x8b"
_TELL_EVERY = 1 << 16
_DAMAGED = (EOFError, zlib.error)


def sample(path: Path) -> tuple[bytes, bytes]:
    """The first and the last 64 KiB of a file; what is packed by gzip is unpacked, and has no last ones."""
    try:
        with _opened(path) as (file, content):
            head = content.read(SAMPLE)
            if content is not file:
                return head, b""
            file.seek(max(0, path.stat().st_size - SAMPLE))
            return head, file.read(SAMPLE)
    except (OSError, *_DAMAGED) as error:
        raise LayerRefused(path.name, f"it cannot be read: {_reason(error)}") from error


def first_line(head: bytes) -> str:
    """The first line of a text that is neither empty nor a comment; "" when there is none, or no text."""
    try:
        lines = head[: head.rfind(b"\n") + 1 or len(head)].decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return ""
    return next((line for line in map(str.strip, lines) if line and not line.startswith("#")), "")


def read_lines(path: Path, progress: Progress, read_line: Callable[[str], Row | None]) -> Iterator[Row]:
    """What `read_line` makes of each line; its ValueErrors become a refusal that shows the line."""
    for number, line in _numbered(path, progress):
        try:
            row = read_line(line)
        except ValueError as error:
            raise LayerRefused(f"{path.name}:{number}", f"{error}: {shown(line)}") from error
        if row:
            yield row


def shown(text: str) -> str:
    """A foreign text as it may stand in a message: short, and in printable characters."""
    short = text.strip()
    short = short if len(short) <= 60 else short[:59] + "…"
    return "".join(character if character.isprintable() else "�" for character in short)


def _numbered(path: Path, progress: Progress) -> Iterator[tuple[int, str]]:
    """(number from 1, line) of a text in UTF-8."""
    size = path.stat().st_size
    number = unpacked = 0
    with _opened(path) as (file, content):
        try:
            while line := content.readline(LONGEST):
                number += 1
                unpacked += len(line)
                if too_much := _too_much(number, len(line), unpacked):
                    raise LayerRefused(f"{path.name}:{number}", too_much, "import a smaller file")
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if number % _TELL_EVERY == 0:
                    progress(file.tell(), size)
        except UnicodeDecodeError as error:
            raise LayerRefused(f"{path.name}:{number}", "this is no text in UTF-8") from error
        except (OSError, *_DAMAGED) as error:
            raise LayerRefused(f"{path.name}:{number + 1}", f"it cannot be read on: {_reason(error)}") from error
    progress(size, size)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file, and its content: the same where it is not packed."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if not packed:
            yield file, file
            return
        with GzipFile(fileobj=file) as unpacking, BufferedReader(unpacking) as content:
            yield file, content


def _too_much(number: int, length: int, unpacked: int) -> str:
    if length == LONGEST:
        return f"a line of {LONGEST:,} bytes or more"
    if number > LINES:
        return f"more than {LINES:,} lines"
    return f"more than {LARGEST >> 30} GiB of text" if unpacked > LARGEST else ""


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
