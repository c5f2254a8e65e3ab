"""Runs all of it and prints a line for each. Figures are judged by nobody: they depend on the machine."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from showing.beside import measure_dns
from showing.pages import measure_news, measure_pages
from showing.stage import stage


def main() -> None:
    """Pages first, then news, then DNS beside many pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of DNS without and with pages open")
    parser.add_argument("--seconds", type=float, default=8, help="of load in each round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as all_of_it:
        measure_pages(all_of_it)
        measure_news(all_of_it)
        measure_dns(all_of_it, Path(folder), rounds=options.rounds, seconds=options.seconds)


if __name__ == "__main__":
    main()
