"""`python -m scale`: a million access domains, and two threads, each against what is wanted of them.

Each world is one zone with as many names, each with four addresses of its own, and the table of 10,000 nested networks
of `compare`. It is written as a snapshot file and served by a fresh process on the first core; load is from the last.

- *ready*: from when the process began to read the file to its first right answer over UDP.
- *memory*: what is resident after the file is published less what was before it was read, a name. A small world says
  mostly what the table of networks takes.
- *a change*: from `Engine.publish` of another address for one name to the first answer with it; a program on
  the same core asks for it over and over. Medians and maxima of 20.
- *late*: the 99th percentile of latencies at 20,000 queries a second, while nothing is published and while 20 changes
  are, by the core that answers. Medians of five windows in turn.
- *two threads, no sockets*: queries per second of processor time, of two threads at once over one; "apart" is what two
  have that share nothing, which is the machine's own loss.
- *two threads, sockets*: many flows, and a generator that shares the two cores: what two could answer over what one can
  is twice the processor time of a query by one thread over that by two.

Another load on the machine makes all of it worse, the ratios and the seconds of the processor's least.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

from compare.load import LOAD

from scale.names import Cost, cost_of
from scale.threads import THREADS, Threads, compare_threads, cpu

READY, MEMORY, CHANGE, TWICE = 5.0, 1024, 0.005, 1.8
"""What is wanted of the most names: seconds, bytes, seconds; and of two threads: times."""


def main() -> None:
    """Measures as the arguments say, and prints each part when it is known; ends with 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="scale", description="what a million names cost, and what two threads give")
    parser.add_argument("--names", type=int, nargs="*", default=[1_000, 100_000, 1_000_000], help="sizes of worlds")
    parser.add_argument("--names-for-threads", type=int, default=100_000, help="the world that two threads answer from")
    arguments = parser.parse_args()
    if missing := [str(program) for program in (LOAD, THREADS) if not program.exists()]:
        sys.exit(f"not built yet: {', '.join(missing)}; `make bench-scale` builds it")
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        missed = [*_told(_lines(arguments.names, arguments.names_for_threads, Path(folder)))]
    sys.exit(bool(missed))


Line = tuple[str, bool]
"""What to print, and whether all that it tells is as wanted."""


def _lines(sizes: Sequence[int], for_threads: int, folder: Path) -> Iterator[Line]:
    for names in sizes:
        yield from cost_lines(cost_of(names, folder), wanted=names == max(sizes))
    if for_threads:
        yield from thread_lines(compare_threads(for_threads, folder), for_threads)


def _told(lines: Iterable[Line]) -> Iterator[str]:
    """Prints each; gives those that are not as wanted."""
    for line, fine in lines:
        print(line if fine else f"{line}  <- MISSED", flush=True)
        if not fine:
            yield line


def cost_lines(cost: Cost, *, wanted: bool) -> Iterator[Line]:
    """Of one size; `wanted`: it is the one that something is wanted of."""
    start, changes = cost.start, cost.changes
    windows = [*cost.calm, *cost.changing]
    calm, changing = (median(window.p99 for window in some) for some in (cost.calm, cost.changing))
    asked = (cost.asked - start.before) / cost.names
    lost, wrong = sum(window.lost for window in windows), sum(window.wrong for window in cost.calm)
    yield f"\n{cost.names:,} names, {cost.file / 2**20:,.0f} MiB", True
    yield (
        f"  ready     {start.from_reading:.2f} s after it began to read, {start.spent:.2f} s of them the processor's "
        f"({start.from_process:.2f} s after its start)",
        not wanted or start.from_reading < READY,
    )
    yield (
        f"  memory    {cost.memory:,.0f} bytes a name, {asked:,.0f} once it was asked",
        not wanted or max(cost.memory, asked) < MEMORY,
    )
    yield (
        f"  a change  {_ms(median(changes))} ms, at most {_ms(max(changes))} ms of {len(changes)}; publishing takes "
        f"{_ms(median(cost.spent))} ms of processor time",
        not wanted or max(changes) < CHANGE,
    )
    yield (
        f"  late      99 % within {calm:,.0f} µs, with changes {changing:,.0f} µs; {lost} lost, {wrong} wrong",
        not wrong,
    )


def thread_lines(found: Threads, names: int) -> Iterator[Line]:
    """Of one thread and two."""
    windows = [*found.by_one, *found.by_two]
    lost, wrong = (sum(getattr(window, count) for window in windows) for count in ("lost", "wrong"))
    yield f"\ntwo threads, {names:,} names", True
    yield (
        f"  no sockets  {found.shared:.2f} times one ({_thousands(found.one)} k/s of processor time, two "
        f"{_thousands(found.two)} k/s); apart {found.nothing_shared:.2f}",
        found.shared >= TWICE,
    )
    yield (
        f"  sockets     {found.over_sockets:.2f} times one ({cpu(found.by_one):.2f} µs a query, two "
        f"{cpu(found.by_two):.2f} µs); {lost} lost, {wrong} wrong",
        found.over_sockets >= TWICE and not wrong,
    )


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.2f}"


def _thousands(rates: Sequence[float]) -> str:
    return f"{median(rates) / 1e3:,.0f}"


if __name__ == "__main__":
    main()
