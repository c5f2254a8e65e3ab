"""What a node knew last, on disk: the snapshot to answer with at once, and how the checks stood."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trunkline.health.observation import Task
from trunkline.health.report import TaskState
from trunkline.health.tally import Tally
from trunkline.probes.rounds import Tallies
from trunkline.snapshot.format import encode, whole
from trunkline.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Known:
    """By which revision of the documents a saved snapshot answers, and how each check stood then."""

    revision: int
    tallies: Tallies


def save(path: Path, snapshot: Snapshot, known: Known) -> None:
    """The snapshot as the engine reads it, and then what is known beside it, so that this is never the newer one."""
    _write(path, encode(whole(snapshot)))
    rows = [asdict(task) | {"endpoint": at} | asdict(tally) for (task, at), tally in known.tallies.items()]
    _write(_beside(path), json.dumps({"revision": known.revision, "tallies": rows}).encode())


def load_known(path: Path) -> Known | None:
    """None when there is none, or it cannot be understood: then nothing is known of anybody's health."""
    try:
        found = json.loads(_beside(path).read_bytes())
        return Known(int(found["revision"]), dict(map(_read_row, found["tallies"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _beside(path: Path) -> Path:
    return path.with_name("health.json")


def _read_row(row: Mapping[str, Any]) -> tuple[tuple[Task, str], Tally]:
    task = Task(row["address"], row["monitor"], row["port"])
    return (task, row["endpoint"]), Tally(TaskState(row["state"]), row["failures"], row["since"], row["detail"])


def _write(path: Path, content: bytes) -> None:
    """Writes beside, syncs, then renames: a crash leaves the old one or the new one, never half of one."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
