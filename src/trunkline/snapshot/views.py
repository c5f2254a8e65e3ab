"""How the classes of a line table look to an access domain that only knows some of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trunkline.lines.catalogue import DEFAULT
from trunkline.lines.table import LineTable
from trunkline.snapshot.snapshot import Plan

View = tuple[str, ...]
"""The asker's lines that are configured, best first: all that a choice may depend on."""


@dataclass(frozen=True)
class Views:
    """The distinct views of a table under one set of configured lines, and which class has which."""

    distinct: tuple[View, ...]
    of_class: tuple[int, ...]
    _plans: dict[tuple[int, ...], Plan] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, table: LineTable, configured: frozenset[str]) -> Views:
        """Each class keeps only the configured ones of its lines; equal remainders are one view."""
        numbers: dict[View, int] = {}
        known = configured.__contains__
        of_class = tuple([numbers.setdefault(tuple(filter(known, lines)), len(numbers)) for lines in table.classes])
        return cls(tuple(numbers), of_class)

    def plan(self, answer_of_view: Sequence[int]) -> Plan:
        """The plan in which each class gets the answer of its view; equal plans are one object."""
        wanted = tuple(answer_of_view)
        if wanted not in self._plans:
            line_of_class, lines = self.counted
            self._plans[wanted] = Plan(tuple(wanted[view] for view in self.of_class), line_of_class, lines)
        return self._plans[wanted]

    @cached_property
    def counted(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The line that each class is counted under, the best of its view, as an index; and those lines."""
        numbers: dict[str, int] = {}
        best = [numbers.setdefault(view[0] if view else DEFAULT, len(numbers)) for view in self.distinct]
        return tuple(best[view] for view in self.of_class), tuple(numbers)
