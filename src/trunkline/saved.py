"""What a node knew last, on disk: the snapshot to answer with at once, and how the checks stood."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import structlog

from trunkline.engine import Engine
from trunkline.errors import SnapshotUnreadable
from trunkline.health.availability import Health, Standing
from trunkline.health.observation import Task
from trunkline.health.report import Report, TaskState
from trunkline.health.tally import Tally
from trunkline.line_tables.folder import EMBEDDED
from trunkline.probes.rounds import Tallies
from trunkline.snapshot.format import encode, whole
from trunkline.snapshot.snapshot import Snapshot
from trunkline.steering.brake import Held

log: Any = structlog.get_logger("trunkline")

GAP = 2.0
"""Seconds at least between two writes of the snapshot to disk."""

RETRY = 60.0
"""Seconds until the next attempt when it could not be written."""


@dataclass(frozen=True, slots=True)
class Known:
    """By which revision of the documents a saved snapshot answers, how each check stood then, what other places had
    said, what the brake held back, and the number of the line table that it answers by."""

    revision: int
    tallies: Tallies
    words: tuple[Report, ...] = ()
    held: Held | None = None
    table: int | None = EMBEDDED


class Saved:
    """A file for the snapshot, and what is known beside it. `worth` answers what is worth keeping now.

    `at` is when the snapshot that was found was written, in seconds since the epoch; None if there is none of use.
    """

    def __init__(self, path: Path, worth: Callable[[], tuple[Snapshot, Known]]) -> None:
        self.at: float | None = None
        self.known: Known | None = None
        self.due = asyncio.Event()
        self._path, self._worth, self._one_at_a_time = path, worth, threading.Lock()

    def recall(self, engine: Engine) -> None:
        """Gives the engine the last snapshot, and takes up what was known.

        One of another version, as after an upgrade, is of no use; how the checks stood is nonetheless.
        """
        try:
            engine.publish_bytes(self._path.read_bytes())
            self.at = self._path.stat().st_mtime
        except FileNotFoundError:
            return
        except (OSError, SnapshotUnreadable) as error:
            log.warning(f"the saved snapshot {self._path} is of no use: {error}")
        self.known = load_known(self._path)

    async def keep_up(self) -> None:
        """Writes whenever it is `due`, not more often than disks like."""
        while True:
            await self.due.wait()
            self.due.clear()
            try:
                kept = await asyncio.to_thread(self._keep)
            except asyncio.CancelledError:
                self.due.set()  # whether it was written, or even begun, is not known
                raise
            if not kept:
                self.due.set()
            await asyncio.sleep(GAP if kept else RETRY)

    async def keep_last(self) -> None:
        """Writes what is still due when the loops have ended, after one that may be under way in its thread."""
        if self.due.is_set():
            self.due.clear()
            await asyncio.to_thread(self._keep)

    def _keep(self) -> bool:
        """A disk that is full must not end a node that answers. One at a time: at the end of the loops one may still be
        under way in its thread, and what comes after it is newer."""
        try:
            with self._one_at_a_time:
                save(self._path, *self._worth())
        except OSError as error:
            log.error(f"the snapshot cannot be saved in {self._path}: {error.strerror}; what is there is old")
            return False
        return True


def save(path: Path, snapshot: Snapshot, known: Known) -> None:
    """The snapshot as the engine reads it, and then what is known beside it, so that this is never the newer one."""
    _write(path, encode(whole(snapshot)))
    rows = [asdict(task) | {"endpoint": at} | asdict(tally) for (task, at), tally in known.tallies.items()]
    words = [asdict(word) for word in known.words]
    held = asdict(known.held) if known.held else None
    found = {"revision": known.revision, "tallies": rows, "words": words, "held": held, "table": known.table}
    _write(_beside(path), json.dumps(found).encode())


def load_known(path: Path) -> Known | None:
    """None when there is none, or it cannot be understood, whatever stands there: then nothing is known of anybody's
    health."""
    beside = _beside(path)
    try:
        found = json.loads(beside.read_bytes())
        words = tuple(map(_read_word, found.get("words", ())))
        held = _read_held(found.get("held"))
        tallies, table = dict(map(_read_row, found["tallies"])), found.get("table", EMBEDDED)
        return Known(int(found["revision"]), tallies, words, held, table)
    except FileNotFoundError:
        return None
    except Exception as error:  # a file that is damaged must not keep a node from its start
        log.warning(f"how the checks stood, in {beside}, is of no use: {error!r}")
        return None


def _beside(path: Path) -> Path:
    return path.with_name("health.json")


def _read_row(row: Mapping[str, Any]) -> tuple[tuple[Task, str], Tally]:
    task = Task(row["address"], row["monitor"], row["port"])
    counts = {one.name: row[one.name] for one in fields(Tally) if one.name in row}
    return (task, row["endpoint"]), Tally(**counts | {"state": TaskState(row["state"])})


def _read_word(row: Mapping[str, Any]) -> Report:
    return Report(**{**row, "task": Task(**row["task"]), "state": TaskState(row["state"])})


def _read_held(found: Mapping[str, Any] | None) -> Held | None:
    if found is None:
        return None
    standings = {
        name: Standing(Health(row["health"]), bool(row["available"]), row["because"])
        for name, row in found["standings"].items()
    }
    return Held(**{**found, "standings": standings})


def _write(path: Path, content: bytes) -> None:
    """Writes beside, syncs, then renames: a crash leaves the old one or the new one, never half of one. What a full
    disk has no room for is taken away again, or it would take the store's."""
    beside = path.with_suffix(".new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
