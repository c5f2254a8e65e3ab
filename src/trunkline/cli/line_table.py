"""The commands lines show, coverage, test, layers: who is on which line, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import MANY, count, grid, table, when
from trunkline.cli.errors import AMISS
from trunkline.cli.session import Command, Session
from trunkline.client import Json
from trunkline.errors import DocumentError, Problem

TOP = "default"


def show_line(
    session: Session, address: Annotated[str, typer.Argument(help="An IP address.", show_default=False)]
) -> None:
    """Show which lines an address is on, and every layer that says so, the uppermost first.

    For example: trunkline lines show 202.96.128.86
    """
    session.tell(session.client.asker(address), _draw_asker)


def coverage(
    session: Session,
    line: Annotated[str | None, typer.Argument(help="Only this line, with those within it.")] = None,
) -> None:
    """Show how much of the address space each line covers, and how much is unknown.

    For example: trunkline lines coverage telecom
    """
    found = session.client.coverage(line)
    session.tell(found, lambda said: _draw_coverage(said, line))


def ask_resolvers(
    session: Session,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A CSV with the columns address, line and name; default: those of the package."),
    ] = None,
) -> None:
    """Ask the line table for resolvers whose carrier is known; exit code 11 if one is on another line.

    For example: trunkline lines test --file resolvers.csv
    """
    try:
        rows = session.client.test_resolvers(_read(file) if file else None)
    except DocumentError as error:
        raise DocumentError([replace(one, place=_in_file(one.place, file)) for one in error.problems]) from None
    session.tell(rows, _draw_test)
    if not all(row["right"] for row in rows):
        raise typer.Exit(AMISS)


def layers(session: Session) -> None:
    """Show what the line table is made of, the uppermost layer first: sources, ages, what each speaks of.

    For example: trunkline lines layers
    """
    session.tell(session.client.line_table(), _draw_layers)


LINE_TABLE_COMMANDS: Mapping[str, Command] = {
    "show": show_line,
    "coverage": coverage,
    "test": ask_resolvers,
    "layers": layers,
}


def _in_file(place: str, file: Path | None) -> str:
    """What the node calls the body is the file to who sent it."""
    return str(file) + place.removeprefix("body") if file and place.startswith("body") else place


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError([Problem(str(file), "", f"cannot be read: {error}")]) from None


def _draw_asker(found: Json) -> Iterator[RenderableType]:
    yield grid(
        [
            ("asker", Text(found["address"], "bold")),
            ("lines", " › ".join(found["lines"])),
            ("the same", f"from {found['first']} to {found['last']}"),
        ]
    )
    yield Text("")
    drawn = table("layer", "says", "in its words", "from", "to")
    for layer in found["layers"]:
        drawn.add_row(layer["layer"], _says(layer, found["known"]), layer["words"], layer["first"], layer["last"])
    yield drawn
    if not found["layers"]:
        yield Text("no layer speaks of it", "dim")


def _says(layer: Json, known: Json) -> Text:
    """A word that does not hold is dim, and told from one that another layer said before; where none is said, the layer
    is there to say that nothing is known."""
    said = Text("nobody's, whatever is said below" if not layer["says"] else "")
    for field, word in layer["says"].items():
        said.append(", " if said else "")
        holds = field in layer["holds"]
        but = "" if holds else " (too)" if word == known.get(field) else " (overruled)"
        said.append(f"{field} {'nobody' if word == '-' else word}{but}", "" if holds else "dim")
    return said


def _draw_coverage(found: Json, line: str | None) -> Iterator[RenderableType]:
    rows = found["lines"] if line else [row for row in found["lines"] if row["parent"] == TOP]
    drawn = table("line", "IPv4 addresses", "IPv6 /48s", "IPv4 prefixes", "IPv6 prefixes")
    for row in rows[:MANY]:
        drawn.add_row(row["line"], *(f"{row[key]:,}" for key in ("v4", "v6", "v4_prefixes", "v6_prefixes")))
    yield drawn
    if len(rows) > MANY:
        yield Text(f"… and {len(rows) - MANY:,} more; --json has them all", "dim")
    elif rest := len(found["lines"]) - len(rows):
        yield Text(f"… and {count(rest, 'line')} within these: name one to see them", "dim")
    v4, v6 = 100 * found["unknown_v4"] / found["v4"], 100 * found["unknown_v6"] / found["v6"]
    yield Text(f"unknown: {v4:.2f} % of the public IPv4 addresses, {v6:.2f} % of IPv6, most of it given to nobody yet")


def _draw_test(rows: Json) -> Iterator[RenderableType]:
    wrong = [row for row in rows if not row["right"]]
    if wrong:
        drawn = table("address", "whose", "should match", "because")
        for row in wrong:
            drawn.add_row(row["address"], row["name"], row["line"] or "no carrier's line", row["because"])
        yield drawn
    style = "red" if wrong else "green"
    yield Text(f"{count(len(rows), 'resolver')}: {len(rows) - len(wrong):,} right, {len(wrong):,} wrong", style)


def _draw_layers(found: Json) -> Iterator[RenderableType]:
    drawn = table("layer", "speaks of", "source", "day", "age", "IPv4 ranges", "IPv6 ranges")
    for layer in found["layers"]:
        source = layer["file"] or ("documents" if layer["format"] == "documents" else "this package")
        age = "" if layer["age_days"] is None else count(layer["age_days"], "day")
        ranges = f"{layer['v4_ranges']:,}", f"{layer['v6_ranges']:,}"
        drawn.add_row(layer["name"], ", ".join(layer["speaks_of"]) or "nobody's", source, layer["date"], age, *ranges)
    yield drawn
    size = f"{found['v4_ranges']:,} IPv4 and {found['v6_ranges']:,} IPv6 ranges in {found['classes']:,} classes"
    yield Text(f"version {found['version']}: {size}", "dim")
    if made := found.get("made"):  # nodes of before did not tell
        why = f": {made['why']}" if made["why"] else ""
        yield Text(f"{made['act']} by {made['by']} at {when(made['at'])}{why}", "dim")
    if found.get("previous"):
        yield Text("there is a table before it: trunkline lines rollback", "dim")
