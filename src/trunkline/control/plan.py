"""What an apply would change, document by document and line by line, before it does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from trunkline.control.apply import candidate_of, document_changes
from trunkline.control.outcome import Plan
from trunkline.documents.config import Config, affected_domains
from trunkline.documents.document import Document
from trunkline.health.availability import Availability
from trunkline.node import Node
from trunkline.snapshot.changes import AnswerChange, answer_changes
from trunkline.snapshot.compile import Compiler


async def plan(node: Node, documents: Sequence[Document], *, prune: bool = False) -> Plan:
    """Compiles what would be answered by the present health, and compares; nothing is written.

    Raises DocumentError as the apply would, NotReady while the node does not know what it answers.
    """
    answered_by = node.compiled_config
    candidate = await candidate_of(node, documents, prune=prune)
    answers = await asyncio.to_thread(_answers, node, answered_by, candidate)
    return Plan(node.config.revision, document_changes(node.config, candidate), answers)


def _answers(node: Node, answered_by: Config, candidate: Config) -> tuple[AnswerChange, ...]:
    publisher = node.publisher
    keys = affected_domains(answered_by, candidate)
    compiler = publisher.compiler
    if candidate.lines != answered_by.lines:
        compiler = Compiler(node.table.with_own_lines({line.name: line.networks for line in candidate.lines.values()}))
        keys = candidate.access_domains.keys() | answered_by.access_domains.keys()
    availability = Availability.of(candidate, node.ledger.verdicts)
    compiled, _ = compiler.compile_again(publisher.compiled, candidate, availability, keys)
    return answer_changes((publisher.compiler, publisher.compiled), (compiler, compiled), keys)
