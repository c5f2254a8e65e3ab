"""Answers per second while nobody looks and while many pages are open, in interleaved rounds."""

from __future__ import annotations

import json
import statistics
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from asker import encode
from ten_thousand import tell

from showing.stage import Stage
from showing.world import CANVAS, NAMES

RATE = 40_000
"""Queries a second that leave the node time for everything else."""

LOAD = Path(__file__).parent.parent / "load" / "target" / "release" / "load"
ASKERS = ("202.96.128.86", "123.123.123.123", "221.130.33.52", "8.8.8.8")
CONSOLES = 20
TURN_EVERY = 1.0
"""Seconds between two turns of the server: every page has something to show all the time."""


def measure_dns(stage: Stage, folder: Path, *, rounds: int, seconds: float) -> None:
    """As many as are answered, where every core is full and pages and askers share them; and a rate with room left."""
    queries = folder / "queries"
    questions = [encode(0, f"n{n}.bench.example", asker) for n in range(1, NAMES) for asker in ASKERS]
    queries.write_bytes(b"".join(struct.pack(">H", len(one)) + one for one in questions))
    for title, rate in (("as many as it can", None), (f"asked {RATE:,} times a second", RATE)):
        alone, beside = [], []
        for number in range(rounds):
            for busy in (False, True) if number % 2 == 0 else (True, False):
                (beside if busy else alone).append(_round(stage, queries, seconds, rate, busy=busy))
        tell(f"answers per second, {title}", _told(alone))
        tell(f"  with {CONSOLES} pages open", _told(beside))
        ratios = [after[0] / before[0] for after, before in zip(beside, alone, strict=True)]
        spread = f"{min(ratios):.1%} to {max(ratios):.1%}"
        tell("  of what it is without", f"{statistics.median(ratios):.1%} in the median of {rounds} rounds ({spread})")


def _told(rounds: list[tuple[float, float]]) -> str:
    rate, late = (statistics.median(column) for column in zip(*rounds, strict=True))
    return f"{rate:,.0f}; 99 of 100 within {late:,.0f} µs"


def _round(stage: Stage, queries: Path, seconds: float, rate: int | None, *, busy: bool) -> tuple[float, float]:
    over = threading.Event()
    turning = threading.Thread(target=_turn, args=(stage, over))
    with _looking(stage) if busy else nullcontext():
        turning.start()
        try:
            return _blast(stage.node.dns, queries, seconds, rate)
        finally:
            over.set()
            turning.join()


@contextmanager
def _looking(stage: Stage) -> Iterator[None]:
    """Half of them look at home, half at the canvas of the server that turns; fails if nothing new came to them."""
    paths = [CANVAS if number % 2 else "/" for number in range(CONSOLES)]
    command = [
        sys.executable,
        "-m",
        "showing.lookers",
        stage.url,
        (stage.node.state / "token").read_text().strip(),
        *paths,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as lookers:
        assert lookers.stdout
        assert lookers.stdin
        if lookers.stdout.readline() != "ready\n":
            raise SystemExit("the pages could not be opened")
        yield
        lookers.stdin.close()
        if int(lookers.stdout.readline()) < CONSOLES:
            raise SystemExit("nothing came to the pages: nothing was measured")


def _turn(stage: Stage, over: threading.Event) -> None:
    down = True
    while not over.wait(TURN_EVERY):
        stage.turn(down=down)
        down = not down
    stage.turn(down=False)


def _blast(port: int, queries: Path, seconds: float, rate: int | None) -> tuple[float, float]:
    """Answers per second, and the microseconds within which 99 of 100 came."""
    command = [LOAD, "blast", "--to", f"127.0.0.1:{port}", "--seconds", seconds, "--queries", queries]
    command += ["--outstanding", 192, *(("--rate", rate) if rate else ())]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"load blast failed: {done.stderr.strip()}")
    told = json.loads(done.stdout)
    return told["answered"] / told["seconds"], told["p99_us"]
