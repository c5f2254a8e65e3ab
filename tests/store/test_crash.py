"""Killed in the middle of a storm of writes, a store has lost nothing acknowledged, kept no half, made none twice."""

import asyncio
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import trunkline
from trunkline.store.contract import Contents, Written
from trunkline.store.sqlite import SqliteStore

STORM = """
import asyncio, sys
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Edit
from trunkline.store.sqlite import SqliteStore

async def storm(path, first):
    store = SqliteStore.open(path)
    for n in range(first, 100_000):  # it is killed long before
        pair = [Edit("pool", side, {"n": n, "ballast": "x" * (n * 37 % 5000)}) for side in ("left", "right")]
        token = ClientToken.of(f"number {n}", str(pair).encode())
        print(await store.write(pair, by="storm", why=f"number {n}", at=float(n), token=token), flush=True)

asyncio.run(storm(sys.argv[1], int(sys.argv[2])))
"""


def storm_until_killed(path: Path, first: int, acknowledgements: int, delay: float) -> int:
    """Write numbers from `first` on, end that many seconds after so many acknowledgements, answer the last of these."""
    home = {**os.environ, "PYTHONPATH": str(Path(trunkline.__file__).parents[1])}
    command = [sys.executable, "-c", STORM, str(path), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=home) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(acknowledgements)]
        time.sleep(delay)  # the moment of death falls anywhere in a write
        process.kill()
        seen += process.stdout.readlines()
    return int([line for line in seen if line.endswith("\n")][-1])


async def look(path: Path) -> tuple[Contents, tuple[Written, ...]]:
    store = SqliteStore.open(path)
    found = await store.read(), await store.history(limit=1_000_000)
    await store.close()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_every_acknowledged_write_survives_a_kill_and_none_survives_by_half(tmp_path: Path, seed: int) -> None:
    chance, path, first = random.Random(seed), tmp_path / "gtm.db", 1
    for _ in range(4):
        acknowledged = storm_until_killed(path, first, chance.randint(1, 60), chance.uniform(0, 0.01))
        contents, history = asyncio.run(look(path))
        assert acknowledged <= contents.revision <= acknowledged + 1
        assert [document.body["n"] for document in contents.documents] == [contents.revision] * 2
        assert [written.revision for written in history] == list(range(contents.revision, 0, -1))
        assert {len(written.changes) for written in history} == {2}
        first = contents.revision + 1


@pytest.mark.parametrize("seed", [3, 4])
def test_what_a_client_repeats_after_a_kill_is_made_once(tmp_path: Path, seed: int) -> None:
    """It cannot know whether what it sent last was made, nor trust that nothing after its last answer was."""
    chance, path, first = random.Random(seed), tmp_path / "gtm.db", 1
    for _ in range(6):
        acknowledged = storm_until_killed(path, first, chance.randint(2, 30), chance.uniform(0, 0.01))
        contents, history = asyncio.run(look(path))
        assert [written.why for written in history] == [f"number {n}" for n in range(contents.revision, 0, -1)]
        assert acknowledged <= contents.revision <= acknowledged + 1
        first = acknowledged
