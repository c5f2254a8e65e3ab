"""What Prometheus scrapes. Labels come from documents only, never from questions, so their number is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from trunkline.control.asker import layers_in_use
from trunkline.control.line_table import age_in_days
from trunkline.control.traffic import MOST_NAMES, traffic
from trunkline.health.availability import stand_domain
from trunkline.node import Node


def registry_of(node: Node) -> CollectorRegistry:
    """A registry of its own, which asks the node at each scrape and keeps nothing."""
    registry = CollectorRegistry()
    registry.register(NodeMetrics(node))
    return registry


@dataclass(frozen=True)
class NodeMetrics(Collector):
    """Reads only values that are swapped whole, so any thread may collect."""

    node: Node

    def describe(self) -> Iterable[Metric]:
        """Nothing in advance: what there is depends on the documents."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every metric as it is now."""
        yield from self._dns()
        yield from self._asked()
        yield from self._state()
        yield from self._line_table()
        yield from self._standings()

    def _dns(self) -> Iterator[Metric]:
        now = self.node.engine.counters()
        queries = {(transport,): count for transport, count in now.queries.items()}
        yield _counter("dns_queries", "DNS queries that came.", ["transport"], queries)
        yield _counter("dns_responses", "DNS responses.", ["transport", "code"], now.by_transport)
        yield _counter("dns_steered", "Responses with records that depend on who asks.", [], {(): now.steered})
        yield _counter("dns_truncated", "Responses that say: ask again over TCP.", [], {(): now.truncated})
        yield _counter("dns_dropped", "Messages answered with silence.", [], {(): now.dropped})
        limited = {("dropped",): now.limited_dropped, ("slipped",): now.limited_slipped}
        told = "Responses that a limit kept back: dropped, or slipped as a word to ask over TCP."
        yield _counter("dns_limited", told, ["how"], limited)
        yield _gauge("dns_connections_open", "TCP connections that there are now.", [], {(): now.connections_open})
        yield _counter("dns_connections", "TCP connections that were taken.", [], {(): now.connections_taken})
        closed = {("displaced",): now.connections_displaced, ("overdue",): now.connections_overdue}
        told = "TCP connections that the node closed: displaced by others, or overdue, for they did not get on."
        yield _counter("dns_connections_closed", told, ["why"], closed)
        yield _counter("dns_failed", "Messages lost to an error in the engine.", [], {(): now.failed})
        told = "Queries that the query log was to tell of, but too many were waiting for it."
        yield _counter("dns_query_log_lost", told, [], {(): now.samples_lost})

    def _asked(self) -> Iterator[Metric]:
        asked = traffic(self.node)
        lines = {(line,): count for line, count in asked.lines.items()}
        yield _counter(
            "line_queries", "Queries for access domains by the asker's line, as they know it.", ["line"], lines
        )
        domains = {(one.name, one.type): one.queries for one in asked.access_domains}
        others = {("", ""): asked.others} if asked.others else {}
        told = (
            f"Queries by access domain: of the {MOST_NAMES} that are asked for most; all others together have no name."
        )
        yield _counter("access_domain_queries", told, ["name", "type"], domains | others)

    def _state(self) -> Iterator[Metric]:
        node, compiled = self.node, self.node.publisher.compiled
        yield _gauge("ready", "1 if the node answers.", [], {(): node.ready})
        yield _gauge("stale", "1 if what it answers may be old.", [], {(): node.stale})
        yield _gauge("revision", "The revision that is answered by.", [], {(): compiled.config.revision})
        yield _gauge("store_revision", "The newest revision known.", [], {(): node.config.revision})

    def _line_table(self) -> Iterator[Metric]:
        node, today = self.node, datetime.now(UTC).date()
        yield InfoMetricFamily("trunkline_line_table", "The line table in use.", {"version": node.table.version})
        days = {(layer.name,): age_in_days(layer, today) for layer in layers_in_use(node)}
        ages = {name: 86400.0 * age for name, age in days.items() if age is not None}
        told = "How old the oldest data in the line table is, by the day of its source or of its import."
        yield _gauge("line_table_age_seconds", told, [], {(): max(ages.values())} if ages else {})
        yield _gauge("line_table_layer_age_seconds", "The same of each layer that is made of data.", ["layer"], ages)

    def _standings(self) -> Iterator[Metric]:
        now = self.node.publisher.answered
        standings, config = now.availability, now.compiled.config
        domains = config.access_domains.values()
        up = {(name,): standing.available for name, standing in standings.addresses.items()}
        yield _gauge("address_up", "1 if the address takes part.", ["address"], up)
        pools = {(name,): standing.available for name, standing in standings.pools.items()}
        yield _gauge("pool_available", "1 if the pool takes part.", ["pool"], pools)
        enabled = {(one.name, one.type): one.enabled for one in domains}
        yield _gauge("access_domain_enabled", "1 if it shadows the zone's records.", ["name", "type"], enabled)
        judged = {(one.name, one.type): stand_domain(one, config, standings.pools).available for one in domains}
        told = "1 if it is answered from available pools, 0 if disabled or by fallback."
        yield _gauge("access_domain_available", told, ["name", "type"], judged)


Values = Mapping[Any, float]
"""The values of the labels, in their order, to the metric's own."""


def _gauge(name: str, told: str, labels: list[str], values: Values) -> Metric:
    family = GaugeMetricFamily(f"trunkline_{name}", told, labels=labels)
    for label, value in values.items():
        family.add_metric(label, value)
    return family


def _counter(name: str, told: str, labels: list[str], values: Values) -> Metric:
    family = CounterMetricFamily(f"trunkline_{name}", told, labels=labels)
    for label, value in values.items():
        family.add_metric(label, value)
    return family
