"""Setting up a preset scenario: all of its documents in one write, none of which may be there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trunkline.control.apply import candidate_of
from trunkline.control.commit import commit, repeated
from trunkline.control.outcome import Applied
from trunkline.control.roles import Holder
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.zone import Zone
from trunkline.errors import DocumentError, Problem
from trunkline.node import Node
from trunkline.scenarios.next_steps import next_steps
from trunkline.scenarios.scenario import Scenario
from trunkline.store.client_token import ClientToken
from trunkline.store.translate import edit_of


@dataclass(frozen=True, slots=True)
class SetUp:
    """The documents of a scenario, what writing them did (None when nothing was written), and what is left to do."""

    documents: tuple[Document, ...]
    applied: Applied | None
    next_steps: tuple[str, ...]


async def set_up(
    node: Node, scenario: Scenario, *, by: Holder, why: str = "", token: ClientToken | None = None
) -> SetUp:
    """Writes all or nothing; raises DocumentError, naming each document that is there already."""
    async with node.writing:
        if first := await repeated(node, token):
            written = {(change.kind, change.key) for change in first.documents}
            return _told(scenario, [one for one in scenario.documents() if (one.kind, one.key) in written], first)
        documents = lacking(node.config, scenario)
        candidate = await candidate_of(node, documents)
        edits = [edit_of(document, 0) for document in documents]
        reason = why or f"scenario {scenario.code}"
        return _told(scenario, documents, await commit(node, candidate, edits, by=by, why=reason, token=token))


async def draft(node: Node, scenario: Scenario) -> SetUp:
    """The same, checked as the write would be, but nothing is written."""
    documents = lacking(node.config, scenario)
    await candidate_of(node, documents)
    return _told(scenario, documents, None)


def lacking(config: Config, scenario: Scenario) -> tuple[Document, ...]:
    """What the scenario adds: its documents without a zone that is hosted already. Raises DocumentError."""
    documents = scenario.documents()
    if problems := list(_problems(config, scenario, documents)):
        raise DocumentError(problems)
    return tuple(one for one in documents if not (isinstance(one, Zone) and one.name in config.zones))


def _problems(config: Config, scenario: Scenario, documents: tuple[Document, ...]) -> Iterator[Problem]:
    place = f"scenario {scenario.command()}"
    if not (scenario.zone or config.zone_of(scenario.name)):
        zone = scenario.name.partition(".")[2] or scenario.name
        remedy = f"name one to be made, such as --zone {zone}; or apply the zone first"
        yield Problem(place, "zone", f"{scenario.name} is in no hosted zone", remedy)
    for one in documents:
        if (one.kind, one.key) not in config.documents or isinstance(one, Zone):
            continue
        message = f"there is already the {one.kind.replace('_', ' ')} {one.key}"
        if one.key == scenario.key:
            yield Problem(place, "name", message, f"change it with apply, or `trunkline delete {one.kind} {one.key}`")
        else:
            yield Problem(place, "prefix", message, "let the names begin with another --prefix")


def _told(scenario: Scenario, documents: Sequence[Document], applied: Applied | None) -> SetUp:
    new_zone = any(isinstance(one, Zone) for one in documents)
    return SetUp(tuple(documents), applied, next_steps(scenario, new_zone=new_zone))
