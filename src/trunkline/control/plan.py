"""What an apply would change, document by document and line by line, before it does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from trunkline.control.apply import candidate_of
from trunkline.control.commit import warnings
from trunkline.control.document_changes import document_changes
from trunkline.control.outcome import Plan
from trunkline.control.past import rolled_back
from trunkline.documents.config import Config, affected_domains
from trunkline.documents.document import Document
from trunkline.health.availability import Availability
from trunkline.lines.numbers import with_own
from trunkline.node import Node
from trunkline.publisher import Answered
from trunkline.snapshot.changes import AnswerChange, answer_changes
from trunkline.snapshot.compile import Compiler
from trunkline.store.contract import Revision


async def plan(node: Node, documents: Sequence[Document], *, prune: bool = False) -> Plan:
    """Compiles what would be answered by the present health, and compares; nothing is written.

    Raises DocumentError as the apply would, NotReady while the node does not know what it answers. Whoever writes
    meanwhile changes nothing of it: it is worked out against the documents and the answers that were there at first.
    """
    before, answered = node.config, node.answered
    return await _plan(node, before, answered, await candidate_of(node, documents, prune=prune))


async def plan_rollback(node: Node, revision: Revision) -> Plan:
    """The same for a rollback to that revision; raises as `rolled_back` does."""
    before, answered = node.config, node.answered
    return await _plan(node, before, answered, await rolled_back(node, revision))


async def _plan(node: Node, before: Config, answered: Answered, candidate: Config) -> Plan:
    changes = await asyncio.to_thread(document_changes, before, candidate)
    answers = await asyncio.to_thread(_answers, node, answered, candidate)
    return Plan(before.revision, changes, answers, await warnings(node, candidate, changes))


def _answers(node: Node, answered: Answered, candidate: Config) -> tuple[AnswerChange, ...]:
    compiler, compiled = answered.compiler, answered.compiled
    keys = affected_domains(compiled.config, candidate)
    if candidate.lines != compiled.config.lines:
        compiler = Compiler(with_own(node.table, candidate.lines.values()))
        keys = candidate.access_domains.keys() | compiled.config.access_domains.keys()
    availability = node.publisher.answered_by(candidate, Availability.of(candidate, node.ledger.verdicts))
    then, _ = compiler.compile_again(compiled, candidate, availability, keys)
    return answer_changes((answered.compiler, compiled), (compiler, then), keys)
