"""One made line table on disk: what was laid over the embedded layers, what came of it, and who wanted it."""

from __future__ import annotations

import mmap
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from trunkline.errors import LineTableUnreadable
from trunkline.line_tables.assemble import stack
from trunkline.lines.flat import flat_layer, flat_table, layer_of, table_of
from trunkline.lines.layer import Layer
from trunkline.lines.table import LineTable

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Made:
    """How a table came about: what was done, by whom, why and when (seconds since the epoch), over what.

    `layers` are the names of those that operators brought, the oldest first.
    """

    act: str
    by: str
    why: str
    at: float
    embedded: str
    version: str
    layers: tuple[str, ...]


_MADE = TypeAdapter(Made)


def read_made(folder: Path) -> Made:
    """Raises LineTableUnreadable."""
    try:
        return read_note(folder / "made.json", _MADE)
    except OSError as error:
        raise LineTableUnreadable(str(error)) from error


def read_note(path: Path, shape: TypeAdapter[Read]) -> Read:
    """What a small file of JSON says; raises LineTableUnreadable when that is damaged, and OSError."""
    try:
        return shape.validate_json(path.read_bytes())
    except ValidationError as error:
        raise LineTableUnreadable(f"{path}: {error.errors()[0]['msg']}") from error


def read_table(folder: Path) -> LineTable:
    """The composed table, with the layers under it; raises LineTableUnreadable."""
    return replace(_read(folder / "table", table_of), layers=stack(read_layers(folder)))


def read_layers(folder: Path) -> tuple[Layer, ...]:
    """What operators brought, the oldest first; it stays on disk, and is read where it is asked."""
    return tuple(_read(folder / f"{name}.layer", layer_of) for name in read_made(folder).layers)


def write_generation(folder: Path, made: Made, table: LineTable, layers: Sequence[Layer], before: Path | None) -> None:
    """Writes all of it, to stay, or nothing. A layer that is as in the generation `before` is linked, not written.

    Raises OSError, as where the disk is full.
    """
    try:
        _write_all(folder, made, table, layers, before)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_all(folder: Path, made: Made, table: LineTable, layers: Sequence[Layer], before: Path | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write(folder / "table", flat_table(table))
    for layer in layers:
        content, name = flat_layer(layer), f"{layer.name}.layer"
        if before is None or not _link_if_same(before / name, folder / name, content):
            _write(folder / name, content)
    _write(folder / "made.json", [_MADE.dump_json(made)])
    sync_folder(folder)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Names in a folder are on disk only after this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link_if_same(old: Path, new: Path, content: Iterable[bytes]) -> bool:
    try:
        known = _mapped(old)
    except (OSError, ValueError):
        return False
    if known != b"".join(content):
        return False
    os.link(old, new)
    return True


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, of: Callable[[memoryview], Read]) -> Read:
    try:
        return of(_mapped(path))
    except (OSError, ValueError, LineTableUnreadable) as error:
        raise LineTableUnreadable(f"{path}: {error}") from error


def _mapped(path: Path) -> memoryview:
    """Raises OSError, and ValueError for an empty file."""
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
