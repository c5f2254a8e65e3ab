"""What a format of files is: a name, how it looks, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trunkline.lines.layer import Row

__all__ = ["ROWS", "Format", "Progress", "Row", "Wish"]

ROWS = 5_000_000
"""So many rows one file may have."""

Progress = Callable[[int, int], None]
"""Told now and then how far a file is read: bytes done, bytes in all."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever brings a file says of it, where the file itself does not.

    `line` is the line that a bare list of networks is on.
    """

    line: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `name` is what people call it by, `title` says in a few words what it is.

    `looks_like` judges by the first and the last 64 KiB (of a text that is packed by gzip: by its first, unpacked).
    `read` gives the rows; it raises LayerRefused where the file is not what it should be, and OSError where it cannot
    be read. `made` tells when a file that was read is from, in seconds since the epoch; 0 where it does not say.
    """

    name: str
    title: str
    looks_like: Callable[[bytes, bytes], bool]
    read: Callable[[Path, Wish, Progress], Iterator[Row]]
    made: Callable[[Path], float] = lambda path: 0.0
