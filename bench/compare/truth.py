"""Is it true? Twenty thousand questions, each answer and each scope held against the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.asking import Reply, ask_all
from compare.workload import Question, Workload

SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Truth:
    """Counts over `asked` questions of one sort.

    `unsafe`: in the prefix that the scope names somebody is on another line, who would be given a cached answer that
    is not theirs. `longer`: the scope is safe and could be shorter, so caches keep it for fewer askers than they might.
    An answer without the option holds for everybody (RFC 7871 section 7.3), so it counts as scope 0.
    """

    asked: int
    silent: int
    wrong: int
    unsafe: int
    longer: int


def judge(workload: Workload, sort: str, port: int, sample: int = SAMPLE) -> Truth:
    """Asks the server at that port."""
    questions = workload.questions(sort, sample)
    return truth_of(workload, questions, ask_all(port, questions), scoped=sort == "ecs")


def truth_of(workload: Workload, questions: Sequence[Question], replies: Sequence[Reply | None], scoped: bool) -> Truth:
    """What each question was replied (None: nothing); scopes count where there was a subnet to have one."""
    heard = [(question, reply) for question, reply in zip(questions, replies, strict=True) if reply]
    wrong = sum(reply.only != workload.answer(question) for question, reply in heard)
    scopes = [(int(question.asker), reply.scope or 0) for question, reply in heard if scoped]
    safe = [(asker, scope) for asker, scope in scopes if workload.networks.safe(asker, scope)]
    longer = sum(scope > workload.networks.shortest_scope(asker) for asker, scope in safe)
    return Truth(len(questions), len(questions) - len(heard), wrong, len(scopes) - len(safe), longer)
