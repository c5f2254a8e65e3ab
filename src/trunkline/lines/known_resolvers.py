"""Resolvers whose carrier is publicly known: what a line table has to say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from csv import DictReader
from csv import Error as CsvError
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trunkline.errors import DocumentError, Problem
from trunkline.lines.catalogue import Category, canonical, find_line
from trunkline.lines.networks import parse_address
from trunkline.lines.table import LineTable


@dataclass(frozen=True, slots=True)
class KnownResolver:
    """An address, the line that it has to match (none: it is on no carrier's network), and whose it is, for people."""

    address: str
    line: str
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a table says of a known resolver: every line that matches, and whether that is right, in words too."""

    resolver: KnownResolver
    lines: tuple[str, ...]
    right: bool
    because: str


@cache
def known_resolvers() -> tuple[KnownResolver, ...]:
    """The package's own rows: a sample, of mainland carriers for the most part."""
    name = "known_resolvers.csv"
    return read_resolvers(files(__package__).joinpath("data", name).read_text(encoding="utf-8"), name)


def read_resolvers(text: str, place: str) -> tuple[KnownResolver, ...]:
    """The rows of a CSV whose header names `address`, `line` and, if it likes, `name`; `place` is what errors call it.

    Aliases of lines are understood. Raises DocumentError with every row at fault, and when there is none to test.
    """
    found, problems = [], []
    for number, row in _rows(text, place):
        resolver = KnownResolver(*((row.get(field) or "").strip() for field in ("address", "line", "name")))
        try:
            parse_address(resolver.address)
            found.append(KnownResolver(resolver.address, canonical(resolver.line), resolver.name))
        except ValueError as error:
            problems.append(Problem(f"{place}:{number}", "address", str(error)))
    if problems:
        raise DocumentError(problems)
    return tuple(found)


def check_resolvers(table: LineTable, resolvers: Sequence[KnownResolver]) -> tuple[Result, ...]:
    """What this table says of each of them, in their order."""
    return tuple(_result(resolver, table.find(resolver.address).lines) for resolver in resolvers)


def _rows(text: str, place: str) -> list[tuple[int, dict[str, str | None]]]:
    """Each row with the number of its line."""
    rows = DictReader(text.removeprefix("\ufeff").splitlines())
    try:
        named = {"address", "line"} <= {*(rows.fieldnames or ())}
        numbered = [(rows.line_num, row) for row in rows]
    except CsvError as error:
        raise DocumentError([Problem(f"{place}:{rows.line_num + 1}", "", f"this is no CSV: {error}")]) from None
    remedy = "begin with the header address,line,name"
    if not named:
        raise DocumentError([Problem(f"{place}:1", "", "the columns address and line are not both there", remedy)])
    if not numbered:
        raise DocumentError([Problem(place, "", "there is no resolver in it", f"{remedy}, then a row for each")])
    return numbered


def _result(resolver: KnownResolver, lines: tuple[str, ...]) -> Result:
    carrier = next(_carriers(lines), "")
    matched = f"matches {carrier}" if carrier else "matches no carrier's line"
    if not resolver.line:
        return Result(resolver, lines, not carrier, matched)
    if resolver.line in lines:
        return Result(resolver, lines, True, f"matches {resolver.line}")
    return Result(resolver, lines, False, f"{matched}, not {resolver.line}")


def _carriers(lines: Sequence[str]) -> Iterator[str]:
    return (code for code in lines if (line := find_line(code)) and line.category is Category.ISP)
