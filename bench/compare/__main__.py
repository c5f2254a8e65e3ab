"""`python -m compare`: trunkline beside its peers, a table on the terminal, the figures in a file."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compare.load import LOAD
from compare.report import report
from compare.results import KEPT, keep
from compare.run import Comparison, Scale
from compare.servers.echo import Echo
from compare.servers.gdnsd import Gdnsd, GdnsdStatic
from compare.servers.knot import Knot, KnotStatic
from compare.servers.server import NotServing, Server
from compare.servers.trunkline import Trunkline

KINDS: tuple[type[Server], ...] = (Echo, Trunkline, Gdnsd, GdnsdStatic, Knot, KnotStatic)
"""In the order of each round."""


def main() -> None:
    """Compares as the arguments say."""
    arguments = _arguments()
    if not LOAD.exists():
        sys.exit("there is no load generator yet: cargo build --release in bench/load")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the servers end too
    scale = Scale(arguments.names, arguments.rounds, arguments.seconds)
    kinds = [kind for kind in KINDS if kind in (Echo, Trunkline) or not arguments.alone]
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        comparison = Comparison(scale, Path(folder), _teller(time.monotonic()))
        try:
            results = comparison.run(kinds, count=not arguments.no_count)
        except NotServing as error:
            sys.exit(str(error))
    print(f"\n{report(results)}")
    keep(results, arguments.keep)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("--names", type=int, default=1_000, help="how many names each server serves")
    parser.add_argument("--rounds", type=int, default=5, help="how often every server has its turn")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a turn is")
    parser.add_argument("--keep", type=Path, default=KEPT, help="the file that keeps the figures")
    parser.add_argument("--alone", action="store_true", help="only trunkline and the echo")
    parser.add_argument("--no-count", action="store_true", help="do not count instructions, which takes minutes")
    return parser.parse_args()


def _teller(began: float) -> Callable[[str], None]:
    return lambda what: print(f"{time.monotonic() - began:7.1f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
