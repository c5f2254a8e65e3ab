"""How things stand now: the node, its addresses, pools and access domains.

What is told of documents is what is answered by: NotReady before there is any, except of the node itself.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping

from trunkline.control.standings import (
    AddressStatus,
    BrakeStatus,
    DomainStatus,
    LineStatus,
    NodeStatus,
    OverrideStatus,
    PlaceWord,
    PoolStatus,
    Summary,
    TaskStatus,
)
from trunkline.documents.kinds import KINDS, SECTION_OF
from trunkline.health.availability import Health, Standing, stand_domain, tasks_of
from trunkline.health.observation import Task
from trunkline.node import Node
from trunkline.probes.assignment import runs_at
from trunkline.publisher import Answered
from trunkline.steering.members import on_duty


def node_status(node: Node) -> NodeStatus:
    """Ready or not, and by what it answers."""
    places = tuple(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in node.dns)
    held = node.publisher.held
    return NodeStatus(
        ready=node.ready,
        because=node.because,
        stale=node.stale,
        revision=node.publisher.compiled.config.revision,
        line_table=node.table.version,
        documents=_counts(node),
        dns=places,
        held=held.because if held else "",
    )


def brake_status(node: Node) -> BrakeStatus:
    """What the brake holds back here, and how it is set."""
    held, brake = node.publisher.held, node.config.settings.brake
    if held is None:
        return BrakeStatus(False, None, "", (), brake.per_cent, brake.window)
    return BrakeStatus(True, held.since, held.because, tuple(sorted(held.standings)), brake.per_cent, brake.window)


def summary(node: Node) -> Summary:
    """Counts, of the newest documents."""
    config = node.config
    everywhere = {node.place, *config.places}
    runs = {name: sum(runs_at(one, place) for place in everywhere) for name, one in config.monitors.items()}
    tasks = [task for one in config.addresses.values() for task in tasks_of(one, config)]
    return Summary(config.revision, _counts(node), len(tasks), sum(runs[task.monitor] for task in tasks))


def standings(node: Node, kind: str) -> Mapping[str, Standing]:
    """The standing of every "address", "pool" or "access_domain", by key."""
    answered = node.answered
    match kind:
        case "address":
            return answered.availability.addresses
        case "pool":
            return answered.availability.pools
    pools, config = answered.availability.pools, answered.compiled.config
    return {key: stand_domain(domain, config, pools) for key, domain in config.access_domains.items()}


def address(node: Node, name: str) -> AddressStatus:
    """An address that is answered by, with each of its health tasks."""
    answered = node.answered
    config, standing = answered.compiled.config, answered.availability.addresses[name]
    one, held = config.addresses[name], _held(node, name)
    return AddressStatus(
        name=name,
        endpoint=one.endpoint,
        enabled=one.enabled,
        health=str(standing.health),
        available=standing.available,
        because=f"{standing.because}; {held}" if held else standing.because,
        tasks=tuple(_task(node, task) for task in tasks_of(one, config)),
        held=bool(held),
        override=override(answered, name),
    )


def override(answered: Answered, name: str) -> OverrideStatus | None:
    """The override of that address, if there is one.

    Caches have let go of a drained address when the largest TTL among the access domains that it serves is over.
    """
    config = answered.compiled.config
    found = config.overrides.get(name)
    if found is None:
        return None
    told = (found.state, found.reason, found.by, found.since, found.expires)
    if found.state == "up":
        return OverrideStatus(*told)
    keys = sorted(key for kind, key in config.dependents([("address", name)]) if kind == "access_domain")
    still = tuple(key for key in keys if name in _answered_with(answered, key))
    longest = max((config.access_domains[key].ttl for key in keys), default=0)
    gone = found.since + longest if found.state == "drain" and not still else None
    return OverrideStatus(*told, still_answered=still, drained_at=gone)


def pool(node: Node, name: str) -> PoolStatus:
    """A pool that is answered by."""
    answered = node.answered
    config, standing = answered.compiled.config, answered.availability.pools[name]
    one = config.pools[name]
    return PoolStatus(
        name=name,
        type=one.type,
        enabled=one.enabled,
        policy=one.policy,
        health=str(standing.health),
        available=standing.available,
        because=standing.because,
        addresses=tuple(ref.address for ref in one.addresses),
        on_duty=on_duty(one, config),
    )


def access_domain(node: Node, key: str) -> DomainStatus:
    """An access domain, with what each of its lines is answered."""
    answered = node.answered
    config = answered.compiled.config
    domain = config.access_domains[key]
    standing = stand_domain(domain, config, answered.availability.pools)
    answers = dict.fromkeys(
        LineStatus(view[0] if view else "any", choice.told, choice.rule, choice.reason)
        for view, choice in answered.compiled.choices.get(key, {}).items()
    )
    return DomainStatus(
        name=domain.name,
        type=domain.type,
        enabled=domain.enabled,
        policy=domain.policy,
        ttl=domain.ttl,
        health=str(standing.health),
        available=standing.available,
        because=standing.because,
        pools=tuple(ref.pool for ref in domain.pools),
        answers=tuple(sorted(answers, key=lambda row: row.line)),
        on_duty=on_duty(domain, config),
    )


def _counts(node: Node) -> dict[str, int]:
    counts = Counter(kind for kind, _ in node.config.documents)
    return {SECTION_OF[kind]: counts[kind] for kind in KINDS if kind in SECTION_OF}


def _answered_with(answered: Answered, key: str) -> Iterator[str]:
    """The names of the addresses that some askers of that access domain get."""
    for choice in answered.compiled.choices.get(key, {}).values():
        yield from (address.name for pool in choice.pools for address in pool.addresses)


def _held(node: Node, name: str) -> str:
    """That the brake holds that address, and what its checks find now; empty when it does not."""
    held, judged = node.publisher.held, node.publisher.judged.addresses.get(name)
    if held is None or judged is None or name not in held.standings:
        return ""
    find = "fail" if judged.health is Health.EXCEPTIONAL else "are good"
    return f"held by the brake, its checks {find} now ({judged.because})"


def _task(node: Node, task: Task) -> TaskStatus:
    now = time.time()
    verdict = node.ledger.judged(task, now)
    said = tuple(
        PlaceWord(report.place, str(report.state), report.detail, report.since or None, counts)
        for report, counts in node.ledger.words(task, now)
    )
    since = max((word.since for word in said if word.since), default=None)
    return TaskStatus(task.monitor, task.port, str(verdict.state), verdict.detail, since, verdict.stale, said)
