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
    """What askers of one line are answered before and after; nothing stands for the zone's own records, or none.

    `line` is "any" where lines make no difference.
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
        was, now = _endpoints(old[1]), _endpoints(new[1])
        if was != now:
            line = next(iter(new[0] or old[0]), "any")
            yield AnswerChange(key, line, was, now, new[1].reason if new[1] else _why_none(key, after[1]))


Seen = tuple[View, Choice | None]


def _choice_pairs(
    key: str, before: tuple[Compiler, Compiled], after: tuple[Compiler, Compiled]
) -> list[tuple[Seen, Seen]]:
    """Each kind of asker's choice before and after. Another line table renumbers the classes, so only the
    lines themselves can be compared then."""
    if before[0] is after[0]:
        olds, news = _choice_of_class(key, *before), _choice_of_class(key, *after)
        return [(old, new) for old, new in dict.fromkeys(zip(olds, news, strict=True))]
    old_choices, new_choices = (dict(side[1].choices.get(key, {})) for side in (before, after))
    views = dict.fromkeys([*old_choices, *new_choices])
    return [((view, old_choices.get(view)), (view, new_choices.get(view))) for view in views]


def _choice_of_class(key: str, compiler: Compiler, compiled: Compiled) -> list[Seen]:
    choices = compiled.choices.get(key)
    if choices is None:
        return [((), None)] * len(compiler.table.classes)
    domain = compiled.config.access_domains[key]
    views = compiler.views(configured_lines(domain, compiled.config))
    seen: list[Seen] = [(view, choices[view]) for view in views.distinct]
    return [seen[number] for number in views.of_class]


def _endpoints(choice: Choice | None) -> tuple[str, ...]:
    return choice.endpoints if choice else ()


def _why_none(key: str, compiled: Compiled) -> str:
    domain = compiled.config.access_domains.get(key)
    if domain is None:
        return "deleted, so the zone's own records answer"
    if not domain.enabled:
        return "disabled, so the zone's own records answer"
    return "no enabled pool holds an enabled address, so the zone's own records answer"
