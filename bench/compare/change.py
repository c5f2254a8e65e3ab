"""How soon a changed address is answered: from the moment it is made so to the first answer that shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from compare.asking import ask
from compare.servers.server import FIRST, Way
from compare.workload import Question, Workload

FLIPS = 6
PATIENCE = 300.0
SOON = 0.02


def changes(workload: Workload, port: int, ways: Iterable[Way], flips: int = FLIPS) -> dict[str, list[float]]:
    """Seconds by each way, there and back, so many times; the server at that port stays as it was."""
    question = workload.from_line(1, 0)
    return {way.words: [_flip(port, question, way, not number % 2) for number in range(flips)] for way in ways}


def _flip(port: int, question: Question, way: Way, changed: bool) -> float:
    way.edit(changed)
    took = _timed(port, question, lambda: way.act(changed), str(way.changed if changed else FIRST))
    time.sleep(way.rest)
    return took


def _timed(port: int, question: Question, act: Callable[[], None], wanted: str) -> float:
    acting = threading.Thread(target=act)
    began = time.monotonic()
    acting.start()
    while True:
        reply = ask(port, question, SOON)
        ended = time.monotonic()
        if reply and str(reply.only) == wanted:
            break
        if ended - began > PATIENCE:
            raise TimeoutError(f"{wanted} is not answered within {PATIENCE:g} s")
    acting.join()
    return ended - began
