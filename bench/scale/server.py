"""A process that serves a saved snapshot by the engine alone: `python -m scale.server FILE PORT THREADS`.

It says one line of JSON when it is ready, and one for each line that it is told: `memory`, or `changes NAMES COUNT
REST`. It ends when nobody tells it anything any more.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from compare.change import changes
from compare.publish import change_of_first
from compare.servers.server import FIRST, SPARE, Way
from compare.workload import Workload

from trunkline.engine import Engine
from trunkline.snapshot.snapshot import Change


def main(file: Path, port: int, threads: int) -> None:
    """From the file to the last order."""
    before = resident()
    began, spent = time.monotonic(), time.process_time()
    engine = Engine()
    engine.publish_bytes(file.read_bytes())
    engine.bind([("127.0.0.1", port)], threads=threads)
    engine.start()
    _say({"began": began, "spent": time.process_time() - spent, "before": before, "after": resident()})
    for line in sys.stdin:
        match line.split():
            case ["memory"]:
                _say({"resident": resident()})
            case ["changes", names, count, rest]:
                _say(_changed(engine, int(names), port, int(count), float(rest)))
    engine.stop()


def resident() -> int:
    """Bytes of this process that are in memory now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


@cache
def _prepared(names: int) -> tuple[Workload, Change, Change]:
    """What is asked, and what is published there and back: made once, for it takes seconds."""
    workload = Workload.of(names)
    return workload, change_of_first(workload, FIRST), change_of_first(workload, SPARE)


def _changed(engine: Engine, names: int, port: int, count: int, rest: float) -> dict[str, Sequence[float]]:
    """Seconds until each was answered, and the processor time of each publishing."""
    workload, before, after = _prepared(names)
    spent: list[float] = []

    def publish(changed: bool) -> None:
        began = time.thread_time()
        engine.publish(after if changed else before)
        spent.append(time.thread_time() - began)

    way = Way("published", publish, rest=rest)
    return {"seconds": changes(workload, port, [way], count)[way.words], "spent": spent}


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
