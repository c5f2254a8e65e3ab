"""A node that is killed in the middle of a storm of writes has lost nothing that it acknowledged, and kept no half."""

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
from trunkline.store.contract import Edit
from trunkline.store.sqlite import SqliteStore

async def storm(path):
    store = SqliteStore.open(path)
    n = (await store.read()).revision
    while n < 100_000:  # it is killed long before
        n += 1
        pair = [Edit("pool", side, {"n": n, "ballast": "x" * (n * 37 % 5000)}) for side in ("left", "right")]
        print(await store.write(pair, by="storm", why=f"number {n}", at=float(n)), flush=True)

asyncio.run(storm(sys.argv[1]))
"""


def storm_until_killed(path: Path, acknowledgements: int, delay: float) -> int:
    """Run the storm, kill it that many seconds after so many acknowledgements, answer the last one it gave."""
    home = {**os.environ, "PYTHONPATH": str(Path(trunkline.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", STORM, path], stdout=subprocess.PIPE, text=True, env=home) as process:
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
    chance, path = random.Random(seed), tmp_path / "gtm.db"
    for _ in range(4):
        acknowledged = storm_until_killed(path, chance.randint(1, 60), chance.uniform(0, 0.01))
        contents, history = asyncio.run(look(path))
        assert acknowledged <= contents.revision <= acknowledged + 1
        assert [document.body["n"] for document in contents.documents] == [contents.revision] * 2
        assert [written.revision for written in history] == list(range(contents.revision, 0, -1))
        assert {len(written.changes) for written in history} == {2}
