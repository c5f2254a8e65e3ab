"""The last snapshot on disk: what a node answers with until it knows better."""

from __future__ import annotations

import os
from pathlib import Path

from trunkline.snapshot.format import encode, whole
from trunkline.snapshot.snapshot import Snapshot


def save_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Writes beside, syncs, then renames: a crash leaves the old one or the new one, never half of one."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(encode(whole(snapshot)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
