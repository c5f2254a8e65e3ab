"""Who is answered otherwise after a change: the one account that the log, `plan` and later the console show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from trunkline.lines.catalogue import DEFAULT
from trunkline.lines.spans import Labels
from trunkline.snapshot.compile import Choices, Compiled, Compiler
from trunkline.snapshot.views import View
from trunkline.steering.choice import Choice
from trunkline.steering.choose import configured_lines

NONE: Choices = MappingProxyType({})
"""Of what is not steered."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What askers of one line are answered before and after; nothing where they are not steered.

    `line` is "any" where lines make no difference, and else the narrowest that made or makes one.
    """

    access_domain: str
    line: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    because: str


def answer_changes(
    before: tuple[Compiler, Compiled], after: tuple[Compiler, Compiled], keys: Iterable[str]
) -> tuple[AnswerChange, ...]:
    """The lines of these access domains whose askers get other addresses, in order of name, default last."""
    sides = _Sides(before, after)
    found = {change for key in keys for change in _changes_of(key, sides)}
    return tuple(sorted(found, key=lambda change: (change.access_domain, change.line == DEFAULT, change.line)))


def _changes_of(key: str, sides: _Sides) -> Iterator[AnswerChange]:
    for old, new in sides.differing(key):
        narrower = new[0] if len(new[0]) >= len(old[0]) else old[0]
        line = next(iter(narrower), "any")
        because = new[1].reason if new[1] else _why_none(key, sides.after[1])
        yield AnswerChange(key, line, _told(old[1]), _told(new[1]), because)


Seen = tuple[View, Choice | None]


@dataclass(frozen=True)
class _Sides:
    """What is answered by before and after. Access domains that are alike share their choices, and so what differs."""

    before: tuple[Compiler, Compiled]
    after: tuple[Compiler, Compiled]
    _known: dict[tuple[int, int], list[tuple[Seen, Seen]]] = field(default_factory=dict)

    def differing(self, key: str) -> list[tuple[Seen, Seen]]:
        """Each kind of asker's choice before and after, where other addresses are told."""
        old, new = (compiled.choices.get(key, NONE) for _, compiled in (self.before, self.after))
        both = id(old), id(new)
        if both not in self._known:
            pairs = self._choice_pairs(key, old, new)
            self._known[both] = [(one, other) for one, other in pairs if _told(one[1]) != _told(other[1])]
        return self._known[both]

    def _choice_pairs(self, key: str, old: Choices, new: Choices) -> list[tuple[Seen, Seen]]:
        """Where the views differ, the classes tell which was which."""
        if old and new and (old.keys() != new.keys() or self.before[0] is not self.after[0]):
            pairs = self._views_of_classes(key)
            return [((one, old[one]), (other, new[other])) for one, other in pairs if one in old and other in new]
        return [((view, old.get(view)), (view, new.get(view))) for view in dict.fromkeys([*old, *new])]

    def _views_of_classes(self, key: str) -> Iterable[tuple[View, View]]:
        """What each class of either line table is to the access domain before and after.

        A line that only one of the tables knows stands in no view of the other, as it should: its askers were, or will
        be, on the rest of their lines.
        """
        old, new = (
            configured_lines(compiled.config.access_domains[key], compiled.config).__contains__
            for _, compiled in (self.before, self.after)
        )
        return dict.fromkeys((tuple(filter(old, lines)), tuple(filter(new, lines))) for lines in self._classes)

    @cached_property
    def _classes(self) -> Iterable[Labels]:
        return dict.fromkeys(lines for compiler, _ in (self.before, self.after) for lines in compiler.table.classes)


def _told(choice: Choice | None) -> tuple[str, ...]:
    return choice.told if choice else ()


def _why_none(key: str, compiled: Compiled) -> str:
    domain = compiled.config.access_domains.get(key)
    if domain is None:
        return "deleted"
    if not domain.enabled:
        return "disabled, so what else the zone holds answers"
    return "no enabled pool holds an enabled address, so what else the zone holds answers"
