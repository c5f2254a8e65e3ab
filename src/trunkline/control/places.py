"""Places: what each is to check, what it says, and when it was last heard of (gtm.md section 11.2)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trunkline.documents.place import Place
from trunkline.errors import DocumentError, NotFound, Problem
from trunkline.health.report import Report
from trunkline.node import Node
from trunkline.probes.assignment import assignment_of, assignments_of, runs_at
from trunkline.probes.errands import Errands, Word, Words, errands_of
from trunkline.probes.rounds import lasts


@dataclass(frozen=True, slots=True)
class Taken:
    """How many words were heard, and how many ignored because the place does not run that task now."""

    taken: int
    ignored: int


@dataclass(frozen=True, slots=True)
class PlaceStatus:
    """A place; `tasks` are those that it runs, `heard` when it last was heard of (seconds since the epoch).

    `here` says that the node itself looks from it, `silent` that it has tasks but nothing that it said is fresh.
    """

    name: str
    city: str
    carrier: str
    remark: str
    here: bool
    tasks: int
    heard: float | None
    silent: bool


def errands_for(node: Node, place: str) -> Errands:
    """What an agent at that place is to check; raises NotFound, or DocumentError when the node itself looks from it."""
    _require_agent(node, place)
    return errands_of(place, assignments_of(node.config, place))


def with_words(node: Node, errands: Errands) -> Errands:
    """The same, and what was heard of the place on each task; all that a place must know beyond what there is to do."""
    said = [(one, node.ledger.reports.get(one.task, {}).get(errands.place)) for one in errands.tasks]
    words = tuple(Word.of(report, one.endpoint, time.time()) for one, report in said if report)
    return errands.model_copy(update={"reports": words})


async def take(node: Node, words: Words) -> Taken:
    """Hears what an agent says. A word on a task that its place does not run, or on an endpoint of before, is ignored.

    Raises as `errands_for` does, and StoreUnreadable.
    """
    _require_agent(node, words.place)
    reports = list(_reports(node, words, time.time()))
    await node.store.report(reports)
    hear_of(node, words.place)
    return Taken(len(reports), len(words.reports) - len(reports))


def hear_of(node: Node, place: str) -> None:
    """Notes that somebody is there, whatever it said."""
    node.ledger.heard[place] = time.time()


def places(node: Node) -> dict[str, PlaceStatus]:
    """Every place, by name: those of the documents, and where the node itself looks from."""
    heard, known = node.ledger.heard, {node.place: Place(name=node.place), **node.config.places}
    runs = Counter(place for place in known for task in _tasks(node) if runs_at(node.config.monitors[task], place))
    speaking = node.ledger.speaking(time.time())
    return {
        name: PlaceStatus(
            name,
            one.city,
            one.carrier,
            one.remark,
            here=name == node.place,
            tasks=runs[name],
            heard=heard.get(name),
            silent=runs[name] > 0 and name not in speaking,
        )
        for name, one in known.items()
    }


def _tasks(node: Node) -> list[str]:
    """The monitor of every task."""
    return [ref.monitor for address in node.config.addresses.values() for ref in address.monitors]


def _require_agent(node: Node, place: str) -> None:
    if place == node.place:
        remedy = "give the agent a place of its own"
        raise DocumentError([Problem(f"place {place}", "", "the node itself looks from there", remedy)])
    if place not in node.config.places:
        raise NotFound(f"there is no place {place}: declare it under `places` before an agent looks from there")


def _reports(node: Node, words: Words, now: float) -> Iterable[Report]:
    for word in words.reports:
        assigned = assignment_of(word.task, node.config, words.place)
        if assigned and assigned.endpoint == word.endpoint:
            yield word.report(words.place, now, lasts(assigned.monitor))
