"""What is done with the line table in a process of its own: reading files from anywhere, and composing.

    python -m trunkline.line_tables.job FOLDER WORK

WORK holds `act.json`; `came.json` is written there at the end. Meanwhile a line of JSON for each step comes out:
{"step": words, "done": of, "of": how much}. A file that is made to eat all memory ends this process, and no other.
Standard input says nothing: when whoever holds its other end has ended, this process ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fcntl import F_GETFL, F_SETFL, F_SETOWN, fcntl
from pathlib import Path
from select import select
from typing import Any

from trunkline.errors import LayerRefused, LineTableUnreadable, TrunklineError
from trunkline.imports import formats, open_rows, sniff
from trunkline.imports.format import Format, Wish
from trunkline.line_tables.act import ACT, CAME, UNTOLD, Act, Came
from trunkline.line_tables.assemble import stack, version_of, with_layer, without_layer
from trunkline.line_tables.folder import EMBEDDED, Folder
from trunkline.line_tables.generation import Made, read_layers, read_table, write_generation
from trunkline.lines.agreement import agreement, agreement_in_words
from trunkline.lines.coverage import coverage
from trunkline.lines.embedded import embedded, embedded_ground, embedded_layers, manifest
from trunkline.lines.guards import LARGE, faults, notices
from trunkline.lines.known_resolvers import Result, check_resolvers, known_resolvers
from trunkline.lines.layer import Layer, Row, Source, build_layer, narrowed
from trunkline.lines.moves import Moves, moves, moves_in_words, seen_by
from trunkline.lines.numbers import with_own
from trunkline.lines.stack import compose
from trunkline.lines.table import LineTable

EMBEDDED_NAMES = tuple(layer.name for layer in embedded_layers())

EARLIEST = 946_684_800.0
"""The first moment of the year 2000, in seconds since the epoch."""

MEMORY = 2 << 30
"""Bytes of address space that this process may have."""


def main() -> None:
    """Does the act; whatever goes wrong with what it was given is said in `came.json`."""
    _end_with_the_node()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(10)  # a table can wait, health checks cannot
    folder, work = Folder(Path(sys.argv[1])), Path(sys.argv[2])
    act = ACT.validate_json((work / "act.json").read_bytes())
    try:
        came = done(act, folder, work)
    except LineTableUnreadable as error:
        came = Came(refused=f"{error}; answers are as before, and `trunkline lines rollback` leaves a damaged table")
    except TrunklineError as error:
        came = Came(refused=str(error))
    except OSError as error:
        came = Came(refused=f"the node cannot keep the table: {error}")
    except MemoryError:
        came = Came(refused=f"{act.file}: this takes more than {MEMORY >> 30} GiB of memory")
    try:
        (work / "came.new").write_bytes(CAME.dump_json(came))
        (work / "came.new").replace(work / "came.json")
    except OSError:
        raise SystemExit(UNTOLD) from None


def _end_with_the_node() -> None:
    """At once, whatever is being done (SIGIO): a node that was killed has a successor, which writes where this does."""
    fcntl(sys.stdin, F_SETOWN, os.getpid())
    fcntl(sys.stdin, F_SETFL, fcntl(sys.stdin, F_GETFL) | os.O_ASYNC)
    ended, _, _ = select([sys.stdin], [], [], 0)
    if ended:
        raise SystemExit(UNTOLD)


def done(act: Act, folder: Folder, work: Path) -> Came:
    """What comes of the act; a new table is written to the folder, and used by nobody yet."""
    if act.kind == "diff":
        old, new = (with_own(_table_called(name, folder), act.own) for name in (act.old, act.new))
        return Came(version=new.version, moves=_told(act, moves(old, new)))
    brought = _brought(folder)
    if act.kind == "agreement":
        layer, format_name, rows = _layer(act)
        _tell("comparing")
        said = agreement_in_words(agreement(stack(brought), layer))
        return Came(format=format_name, rows=rows, agreement=said)
    if act.kind == "import":
        layer, format_name, rows = _layer(act)
        return replace(_remade(act, folder, work, with_layer(brought, layer)), format=format_name, rows=rows)
    return _remade(act, folder, work, without_layer(brought, act.name) if act.kind == "remove" else brought)


def _remade(act: Act, folder: Folder, work: Path, brought: Sequence[Layer]) -> Came:
    """The table with these layers brought, measured against the one in use.

    A file that is laid on top may differ about small carriers, as databases do; what takes the place of the embedded
    layers may not.
    """
    _tell("composing")
    layers = stack(brought)
    version = version_of(layers) if brought else embedded().version
    table = compose(layers, version, embedded_ground())
    _tell("comparing")
    before = _table_called("current", folder)
    moved = moves(with_own(before, act.own), with_own(table, act.own))
    bare = moves(before, table) if act.own else moved
    covered, large = coverage(before), LARGE if act.kind == "import" and act.name not in EMBEDDED_NAMES else 0.0
    found = faults(bare, covered, _newly_wrong(before, table), large=large)
    came = Came(version=version, faults=found, notices=notices(bare, covered, large=large), moves=_told(act, moved))
    if act.plan or (found and not act.anyway):
        return came
    _tell("writing")
    number, current = folder.next_number(), folder.in_use().current
    made = Made(
        act.kind, act.by, act.why, act.at, str(manifest()["version"]), version, tuple(one.name for one in brought)
    )
    before_it = folder.of(current) if current != EMBEDDED else None
    write_generation(folder.of(number), made, table, brought, before_it)
    return replace(came, generation=number)


def _told(act: Act, moved: Moves) -> dict[str, Any]:
    """As few as answers depend on: two large tables differ in tens of thousands of ways."""
    return moves_in_words(seen_by(moved, frozenset(act.configured)))


def _newly_wrong(before: LineTable, table: LineTable) -> list[Result]:
    """Known resolvers that the table of now has right, and the new one has not."""
    known = known_resolvers()
    both = zip(check_resolvers(before, known), check_resolvers(table, known), strict=True)
    return [now for was, now in both if was.right and not now.right]


def _layer(act: Act) -> tuple[Layer, str, int]:
    """What the file says, what it was taken for, and how many rows it had."""
    path = Path(act.path)
    format_ = _format(act, path)
    if act.line and format_.name != "cidr":
        way_out = "leave --line out, or say --as cidr if it is a bare list of networks"
        raise LayerRefused(act.file, f"a file of the format {format_.name} says itself which lines it means", way_out)
    counted = _Counted(open_rows(path, format_, Wish(line=act.line), _tell_reading))
    layer = build_layer(act.name, counted, Source(format_.name, act.file, act.sha256))
    layer = replace(layer, source=replace(layer.source, date=_day(format_.made(path), act.at)))
    return narrowed(layer, act.only) if act.only else layer, format_.name, counted.rows


def _day(made: float, now: float) -> str:
    """The day that a file says it is from, if that can be true; else the day of the import."""
    return f"{datetime.fromtimestamp(made if EARLIEST <= made <= now else now, UTC):%Y-%m-%d}"


def _format(act: Act, path: Path) -> Format:
    if not act.format:
        return sniff(path)
    if act.format not in formats():
        raise LayerRefused(act.file, f"there is no format {act.format}", f"there are {', '.join(formats())}")
    return formats()[act.format]


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.rows += 1
            yield row


def _brought(folder: Folder) -> tuple[Layer, ...]:
    current = folder.in_use().current
    return () if current == EMBEDDED else read_layers(folder.of(current))


def _table_called(name: str, folder: Folder) -> LineTable:
    in_use = folder.in_use()
    number = {"embedded": EMBEDDED, "current": in_use.current, "previous": in_use.previous}[name]
    if number is None:
        raise LayerRefused("there is no previous table: nothing was imported yet")
    return embedded() if number == EMBEDDED else read_table(folder.of(number))


def _tell_reading(done_: int, of: int) -> None:
    _tell("reading", done_, of)


def _tell(step: str, done_: int = 0, of: int = 0) -> None:
    print(json.dumps({"step": step, "done": done_, "of": of}), flush=True)


if __name__ == "__main__":
    main()
