"""What it costs to publish a whole new line table under load: `make bench-lines`. Figures, and failure if queries are
lost or a swap takes too much.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

from asker import Asker
from compare.process import cores

from lines.world import DOMAINS, LINES, MOVING, endpoint, name_of, questions

HERE = Path(__file__).parent.parent
QUESTIONS = 20_000
REST = 0.5
"""Seconds between two swaps."""

PATIENCE = 30.0

MOST_SPENT = 0.1
"""Seconds of one core's."""


def main() -> None:
    """A server on one core, the load on the other, and a table after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", type=Path, required=True, help="the load generator")
    parser.add_argument("--swaps", type=int, default=11)
    parser.add_argument("--rate", type=int, default=20_000, help="queries a second")
    line = parser.parse_args()
    server = subprocess.Popen(
        ["taskset", "--cpu-list", str(cores()[0]), sys.executable, "-m", "lines.server"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE, text=True, bufsize=1,
    )  # fmt: skip
    try:
        ready = _told(server)
        blast = _under_load(server, ready["port"], line)
    finally:
        said, _ = server.communicate()
    sys.exit(_report({**ready, "at_last": json.loads(said)["resident"]}, *blast))


def _under_load(server: subprocess.Popen[str], port: int, line: argparse.Namespace) -> tuple[Any, list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        queries = Path(folder) / "queries"
        queries.write_bytes(b"".join(questions(QUESTIONS)))
        seconds = line.swaps * (REST + 0.5)
        command = [line.load, "blast", "--to", f"127.0.0.1:{port}", "--queries", queries, "--seconds", seconds]
        command += ["--rate", line.rate, "--cpu", cores()[1]]
        load = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        swaps = [_swap(server, port, number) for number in range(line.swaps)]
        said, _ = load.communicate()
        return json.loads(said), swaps


def _swap(server: subprocess.Popen[str], port: int, number: int) -> Any:
    """With the seconds until somebody who moves is answered otherwise."""
    assert server.stdin
    time.sleep(REST)
    wanted = endpoint(LINES.index("telecom" if number % 2 else "unicom"))
    told: list[Any] = []
    waiting = threading.Thread(target=lambda: told.append(_told(server)))
    with Asker(port) as asker:
        began = time.monotonic()
        server.stdin.write("\n")
        waiting.start()
        while asker.ask((name_of(number), MOVING)) != wanted:
            assert time.monotonic() < began + PATIENCE, "the new table is not answered by"
            time.sleep(0.001)
        answered = time.monotonic() - began
    waiting.join()
    return {**told[0], "answered": answered}


def _report(ready: Any, blast: Any, swaps: list[Any]) -> str | None:
    """In plain words; what is wrong, if anything is."""
    spent, answered = (median(swap[what] for swap in swaps) for what in ("spent", "answered"))
    longest = max(swap["spent"] for swap in swaps)
    mb = 1e6
    print(f"{len(swaps)} swaps of a table of {ready['ranges']:,} ranges under {DOMAINS:,} access domains")
    print(
        f"  queries         {blast['answered']:,} answered, {blast['lost']} lost, 99 % within {blast['p99_us']:.0f} us"
    )
    print(f"  a swap          {spent * 1e3:.0f} ms of one core (median; {longest * 1e3:.0f} ms at most)")
    print(f"  the new answer  after {answered * 1e3:.0f} ms (median)")
    print(f"  a table         {ready['engine'] / mb:.1f} MB in the engine, {ready['python'] / mb:.1f} MB in Python")
    print(f"  the process     {ready['resident'] / mb:.0f} MB, {ready['at_last'] / mb:.0f} MB after all swaps")
    if blast["lost"] or blast["rcodes"].keys() != {"0"}:
        return f"queries were lost, or refused: {blast['rcodes']}"
    return None if spent < MOST_SPENT else f"a swap takes more than {MOST_SPENT * 1e3:.0f} ms"


def _told(server: subprocess.Popen[str]) -> Any:
    assert server.stdout
    return json.loads(server.stdout.readline())


if __name__ == "__main__":
    main()
