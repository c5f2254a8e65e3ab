"""A process that publishes line tables while its engine answers: `python -m lines.server`.

It says one line of JSON when it is ready, and one for each line that it is told, whatever that is: then it publishes
the other of two tables. It ends when nobody tells it anything any more.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import sys
import time
from pathlib import Path

from lines.world import config, size_of, tables
from trunkline.engine import Engine
from trunkline.publisher import Publisher
from trunkline.snapshot.snapshot import Change


async def serve() -> None:
    """From the first word to the last order."""
    before, after = tables()
    bare = resident()
    engine = Engine()
    engine.publish(Change(before.askers))
    table = resident() - bare
    publisher = Publisher(engine, before)
    await publisher.publish_documents(config(), {}, whole_anew=True)
    ((_, port),) = engine.bind([("127.0.0.1", 0)])
    engine.start()
    aside = Aside()
    ranges = len(before.askers.v4_classes) + len(before.askers.v6_classes)
    _say({"port": port, "ranges": ranges, "python": size_of(before.askers), "engine": table, "resident": resident()})
    for _ in sys.stdin:
        before, after = after, before
        began, spent = time.monotonic(), aside.spent()
        await publisher.publish_table(before)
        _say({"seconds": time.monotonic() - began, "spent": aside.spent() - spent})
    _say({"resident": resident()})
    engine.stop()


class Aside:
    """All threads of this process but those that answer."""

    def __init__(self) -> None:
        tasks = Path("/proc/self/task").iterdir()
        self._answering = [task for task in tasks if (task / "comm").read_text().startswith("dns-")]

    def spent(self) -> float:
        """Seconds of the processor's."""
        answering = sum(int((task / "schedstat").read_text().split()[0]) for task in self._answering)
        return time.process_time() - answering / 1e9


def resident() -> int:
    """Bytes of this process that are in memory, without what only waits to be given back."""
    ctypes.CDLL(None).malloc_trim(0)
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
