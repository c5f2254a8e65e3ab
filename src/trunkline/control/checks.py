"""How the last checks of an address went, as long as the node has them in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trunkline.errors import NotFound
from trunkline.health.availability import tasks_of
from trunkline.health.recent import Check
from trunkline.node import Node


@dataclass(frozen=True, slots=True)
class CheckedTask:
    """The last checks of one task at one place, the oldest first."""

    address: str
    monitor: str
    port: int | None
    place: str
    checks: tuple[Check, ...]


def checks(node: Node, addresses: Sequence[str], last: int) -> tuple[CheckedTask, ...]:
    """The last so many of each task of these addresses at each place; raises NotFound."""
    for name in addresses:
        if name not in node.config.addresses:
            raise NotFound(f"there is no address {name}")
    return tuple(task for name in addresses for task in _tasks(node, name, last))


def _tasks(node: Node, name: str, last: int) -> Iterator[CheckedTask]:
    for task in tasks_of(node.config.addresses[name], node.config):
        for place, found in node.ledger.recent.of(task, last).items():
            yield CheckedTask(name, task.monitor, task.port, place, found)
