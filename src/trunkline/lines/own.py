"""Operators' own lines, laid over a line table: above all others, the longest prefix first, then by code."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trunkline.errors import DocumentError, Problem
from trunkline.lines.catalogue import find_line
from trunkline.lines.networks import parse_network
from trunkline.lines.ranges import Ranges
from trunkline.lines.spans import Labels, Span, flatten

Piece = tuple[int, int, int, str]
"""(32 or 128 bits, first address, last address, the own line that matches there)."""

CLASS_LIMIT = 1 << 16


class ClassNumbers:
    """The classes of a line table while own lines are laid over it: each new combination gets the next number."""

    def __init__(self, classes: Sequence[Labels]) -> None:
        self.classes = list(classes)
        self._numbers: dict[tuple[Labels, int], int] = {}

    def above(self, own: Labels, below: int) -> int:
        """The class of those who match `own` first, and then what class `below` matches."""
        number = self._numbers.setdefault((own, below), len(self.classes))
        if number == len(self.classes):
            self.classes.append((*own, *(line for line in self.classes[below] if line not in own)))
        return number


def pieces_of(own: Mapping[str, Sequence[str]]) -> list[Piece]:
    """Where own lines (code → CIDRs of either family) match.

    Raises DocumentError for a text that is no network, and for a code that is a system line's.
    """
    problems: list[Problem] = []
    pieces = [piece for code, cidrs in own.items() for piece in _pieces(code, cidrs, problems)]
    if problems:
        raise DocumentError(problems)
    return pieces


def spans_of(bits: int, pieces: Iterable[Piece]) -> list[Span]:
    """Who matches where in the family of `bits` bits, the narrowest piece first."""
    return flatten((first, last, code) for family, first, last, code in pieces if family == bits)


def splice(ranges: Ranges, spans: Sequence[Span], numbers: ClassNumbers) -> Ranges:
    """The ranges with own lines above what matched before; the work is in the spans, not in the ranges."""
    borders = sorted({span.first for span in spans} | {span.last + 1 for span in spans})
    result = ranges.cut(border for border in borders if border < 1 << ranges.bits)
    for span in spans:
        part = slice(result.position(span.first), result.position(span.last) + 1)
        below = result.classes[part]
        renumbered = {before: numbers.above(span.labels, before) for before in sorted(set(below))}
        if len(numbers.classes) > CLASS_LIMIT:
            raise DocumentError([_too_many(span)])
        result.classes[part] = array("H", map(renumbered.__getitem__, below))
    return result


def _pieces(code: str, cidrs: Sequence[str], problems: list[Problem]) -> Iterator[Piece]:
    if find_line(code):
        problems.append(Problem(f"line {code}", "", "this is the code of a system line", "choose another code"))
    for number, cidr in enumerate(cidrs):
        try:
            yield (*parse_network(cidr), code)
        except ValueError as error:
            problems.append(Problem(f"line {code}", f"networks.{number}", str(error)))


def _too_many(span: Span) -> Problem:
    place = "line " + ", ".join(span.labels)
    return Problem(place, "", f"more than {CLASS_LIMIT} combinations of lines", "let fewer own lines overlap")
