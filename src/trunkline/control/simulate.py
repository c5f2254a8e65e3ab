"""What if these fail? Who would be answered what, by the very functions that would decide; nothing is touched."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from trunkline.control.outcome import FallenBack, OwnLineLost, Simulation
from trunkline.documents.config import Config
from trunkline.documents.reference import Share
from trunkline.errors import DocumentError, Problem
from trunkline.health.availability import Health, Verdicts, tasks_of
from trunkline.health.report import TaskState
from trunkline.health.verdict import Verdict
from trunkline.lines.catalogue import ancestors, canonical, find_line
from trunkline.node import Node
from trunkline.publisher import Answered
from trunkline.snapshot.changes import answer_changes
from trunkline.snapshot.compile import Compiled

SUPPOSED = Verdict(TaskState.ALERT, "supposed to fail")

OWN = ("source_nearest",)
"""The rules by which askers are served on their own line."""

NOTHING_LEFT = ("F2", "F3", "last_good", "given_records", "servfail")
"""The rules for when nothing is available (gtm.md section 10)."""


@dataclass(frozen=True, slots=True)
class Failing:
    """What is supposed to fail: addresses, all addresses of pools, and all that serve a line or a narrower one."""

    addresses: Sequence[str] = ()
    pools: Sequence[str] = ()
    lines: Sequence[str] = ()


async def simulate(node: Node, failing: Failing) -> Simulation:
    """By the documents and the health of now, were the checks of these to fail as well; what the brake holds back now
    would then move with them, when a person agrees.

    Raises DocumentError naming what does not exist, NotReady while the node does not know what it answers.
    """
    answered = node.answered
    names = addresses_of(failing, answered.compiled.config)
    held = node.publisher.held.standings if node.publisher.held else ()
    said = await asyncio.to_thread(_simulate, answered, node.ledger.verdicts, names, held)
    return replace(said, brake=node.publisher.would_hold(len(said.answers)))


def addresses_of(failing: Failing, config: Config) -> tuple[str, ...]:
    """The names of all addresses that are meant, each once."""
    problems = [
        *_unknown("address", failing.addresses, config.addresses),
        *_unknown("pool", failing.pools, config.pools),
        *_unknown("line", [one for one in failing.lines if not find_line(one)], config.lines),
    ]
    if problems:
        raise DocumentError(problems)
    pools = [*failing.pools, *(pool for line in failing.lines for pool in _pools_on(line, config))]
    inside = (ref.address for pool in pools for ref in config.pools[pool].addresses)
    alone = (name for line in failing.lines for name in _addresses_on(line, config))
    return tuple(dict.fromkeys([*failing.addresses, *inside, *alone]))


def _simulate(answered: Answered, verdicts: Verdicts, names: Sequence[str], held: Collection[str] = ()) -> Simulation:
    """Without a word of the brake."""
    config, before = answered.compiled.config, answered.availability
    seen = [name for name in names if config.addresses[name].monitors]
    supposed = {task: SUPPOSED for name in seen for task in tasks_of(config.addresses[name], config)}
    turned = {*seen, *(name for name in held if name in config.addresses)}
    after = before.judged_again(config, {**verdicts, **supposed}, turned)
    keys = {key for kind, key in config.dependents(("address", name) for name in turned) if kind == "access_domain"}
    then, _ = answered.compiler.compile_again(answered.compiled, config, after, keys)
    answers = answer_changes((answered.compiler, answered.compiled), (answered.compiler, then), keys)
    failed = [name for name in seen if after.addresses[name].health is Health.EXCEPTIONAL]
    return Simulation(
        revision=config.revision,
        addresses_out=tuple(name for name in failed if not after.addresses[name].available),
        kept_by_hand=tuple(name for name in failed if after.addresses[name].available),
        unnoticed=tuple(name for name in names if name not in seen),
        pools_out=tuple(
            name
            for name, pool in config.pools.items()
            if pool.enabled and before.pools[name].available and not after.pools[name].available
        ),
        answers=answers,
        own_lines_lost=tuple(_own_lines_lost(answered.compiled, then, sorted(keys))),
        fallen_back=tuple(_fallen_back(answered.compiled, then, sorted(keys))),
        brake="",
    )


def _own_lines_lost(before: Compiled, after: Compiled, keys: Iterable[str]) -> Iterator[OwnLineLost]:
    """Lines whose askers are served on them now, and would not be then."""
    for key in keys:
        for view, choice in before.choices.get(key, {}).items():
            then = after.choices[key][view]
            if choice.rule in OWN and choice.line != "default" and then.rule not in OWN:
                yield OwnLineLost(key, choice.line or "", then.endpoints, then.rule, then.reason)


def _fallen_back(before: Compiled, after: Compiled, keys: Iterable[str]) -> Iterator[FallenBack]:
    for key in keys:
        choices = after.choices.get(key, {})
        then = next((one for one in choices.values() if one.rule in NOTHING_LEFT), None)
        if then and not any(one.rule == then.rule for one in before.choices[key].values()):
            yield FallenBack(key, then.rule, then.endpoints, then.reason)


def _pools_on(line: str, config: Config) -> Iterator[str]:
    for domain in config.access_domains.values():
        yield from (ref.pool for ref in domain.pools if _serves(ref, line))


def _addresses_on(line: str, config: Config) -> Iterator[str]:
    for pool in config.pools.values():
        yield from (ref.address for ref in pool.addresses if _serves(ref, line))


def _serves(share: Share, line: str) -> bool:
    wanted = canonical(line)
    return any(wanted in (canonical(code), *ancestors(code)) for code in share.lines)


def _unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    known = tuple(known)
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            command = "lines tree" if kind == "line" else f"show {kind}"
            remedy = f"did you mean {close[0]}?" if close else f"`trunkline {command}` lists them"
            yield Problem("query", kind, f"there is no {kind} {name}", remedy)
