"""Who is answered otherwise after a change: the one account that the log, `plan` and later the console show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trunkline.lines.catalogue import DEFAULT
from trunkline.snapshot.compile import Compiled, Compiler
from trunkline.snapshot.views import View
from trunkline.steering.choice import Choice
from trunkline.steering.choose import configured_lines


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
    found = {change for key in keys for change in _changes_of(key, before, after)}
    return tuple(sorted(found, key=lambda change: (change.access_domain, change.line == DEFAULT, change.line)))


def _changes_of(
    key: str, before: tuple[Compiler, Compiled], after: tuple[Compiler, Compiled]
) -> Iterator[AnswerChange]:
    for old, new in _choice_pairs(key, before, after):
        was, now = _told(old[1]), _told(new[1])
        if was != now:
            narrower = new[0] if len(new[0]) >= len(old[0]) else old[0]
            line = next(iter(narrower), "any")
            yield AnswerChange(key, line, was, now, new[1].reason if new[1] else _why_none(key, after[1]))


Seen = tuple[View, Choice | None]


def _choice_pairs(
    key: str, before: tuple[Compiler, Compiled], after: tuple[Compiler, Compiled]
) -> list[tuple[Seen, Seen]]:
    """Each kind of asker's choice before and after. Where the views differ, the classes tell which was which."""
    old, new = (side[1].choices.get(key, {}) for side in (before, after))
    if old and new and (old.keys() != new.keys() or before[0] is not after[0]):
        pairs = _views_of_classes(key, before, after)
        return [((one, old[one]), (other, new[other])) for one, other in pairs if one in old and other in new]
    return [((view, old.get(view)), (view, new.get(view))) for view in dict.fromkeys([*old, *new])]


def _views_of_classes(
    key: str, before: tuple[Compiler, Compiled], after: tuple[Compiler, Compiled]
) -> Iterable[tuple[View, View]]:
    """What each class of either line table is to the access domain before and after.

    A line that only one of the tables knows stands in no view of the other, as it should: its askers were, or will be,
    on the rest of their lines.
    """
    tables = dict.fromkeys(lines for compiler, _ in (before, after) for lines in compiler.table.classes)
    sides = [configured_lines(compiled.config.access_domains[key], compiled.config) for _, compiled in (before, after)]
    return dict.fromkeys(
        (tuple(filter(sides[0].__contains__, lines)), tuple(filter(sides[1].__contains__, lines))) for lines in tables
    )


def _told(choice: Choice | None) -> tuple[str, ...]:
    return choice.told if choice else ()


def _why_none(key: str, compiled: Compiled) -> str:
    domain = compiled.config.access_domains.get(key)
    if domain is None:
        return "deleted"
    if not domain.enabled:
        return "disabled, so what else the zone holds answers"
    return "no enabled pool holds an enabled address, so what else the zone holds answers"
