"""How things stand now: the node, its addresses, pools and access domains."""

from __future__ import annotations

import time
from collections import Counter

from trunkline.control.outcome import AddressStatus, DomainStatus, LineStatus, NodeStatus, PoolStatus, TaskStatus
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.kinds import KINDS, SECTION_OF
from trunkline.health.availability import stand_domain, tasks_of
from trunkline.health.observation import Task
from trunkline.node import Node


def node_status(node: Node) -> NodeStatus:
    """Ready or not, and by what it answers."""
    counts = Counter(kind for kind, _ in node.config.documents)
    documents = {SECTION_OF[kind]: counts[kind] for kind in KINDS if kind in SECTION_OF}
    places = tuple(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in node.dns)
    revision = node.publisher.compiled.config.revision
    return NodeStatus(node.ready, node.because, node.stale, revision, node.table.version, documents, places)


def addresses(node: Node) -> tuple[AddressStatus, ...]:
    """Every address that is answered by, with each of its health tasks."""
    config, standings = node.compiled_config, node.publisher.availability.addresses
    return tuple(
        AddressStatus(
            name,
            one.endpoint,
            one.enabled,
            str(standings[name].health),
            standings[name].available,
            standings[name].because,
            tuple(_task(node, task) for task in tasks_of(one, config)),
        )
        for name, one in sorted(config.addresses.items())
    )


def pools(node: Node) -> tuple[PoolStatus, ...]:
    """Every pool that is answered by."""
    config, standings = node.compiled_config, node.publisher.availability.pools
    return tuple(
        PoolStatus(
            name,
            pool.type,
            pool.enabled,
            str(pool.policy),
            str(standings[name].health),
            standings[name].available,
            standings[name].because,
            tuple(ref.address for ref in pool.addresses),
        )
        for name, pool in sorted(config.pools.items())
    )


def access_domains(node: Node) -> tuple[DomainStatus, ...]:
    """Every access domain, with what each of its lines is answered."""
    return tuple(_domain(node, domain) for _, domain in sorted(node.compiled_config.access_domains.items()))


def _domain(node: Node, domain: AccessDomain) -> DomainStatus:
    standing = stand_domain(domain, node.publisher.availability.pools)
    choices = node.publisher.compiled.choices.get(domain.key, {})
    answers = dict.fromkeys(
        LineStatus(view[0] if view else "any", choice.endpoints, choice.rule, choice.reason)
        for view, choice in choices.items()
    )
    return DomainStatus(
        domain.name,
        domain.type,
        domain.enabled,
        str(domain.policy),
        domain.ttl,
        str(standing.health),
        standing.available,
        standing.because,
        tuple(ref.pool for ref in domain.pools),
        tuple(sorted(answers, key=lambda row: row.line)),
    )


def _task(node: Node, task: Task) -> TaskStatus:
    reports = tuple(node.ledger.reports.get(task, {}).values())
    verdict = node.ledger.judged(task, time.time())
    since = max((report.since for report in reports if report.since), default=None)
    return TaskStatus(task.monitor, task.port, str(verdict.state), verdict.detail, since, verdict.stale)
