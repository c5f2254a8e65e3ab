"""Who runs which health task, and what there is to do for it (gtm.md sections 9.1 and 11.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from trunkline.documents.address import Address
from trunkline.documents.config import Config, differences
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.place import Place
from trunkline.health.availability import tasks_of
from trunkline.health.ledger import Expected
from trunkline.health.observation import Task


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to do for a task: how to check, and where."""

    monitor: Monitor
    endpoint: str


def assignments_of(config: Config, place: str, names: Iterable[str] | None = None) -> dict[Task, Assignment]:
    """The tasks that this place runs: those of monitors that name it, or that name no place at all.

    With `names`, only those of these addresses.
    """
    return {
        task: Assignment(monitor, address.endpoint)
        for address in _addresses(config, names)
        for task in tasks_of(address, config)
        if runs_at(monitor := config.monitors[task.monitor], place)
    }


def assignment_of(task: Task, config: Config, place: str) -> Assignment | None:
    """What this place is to do for a task; None if there is no such task, or others run it."""
    address = config.addresses.get(task.address)
    if address is None or task not in tasks_of(address, config):
        return None
    monitor = config.monitors[task.monitor]
    return Assignment(monitor, address.endpoint) if runs_at(monitor, place) else None


def runs_at(monitor: Monitor, place: str) -> bool:
    """Whether this place is one of those that the monitor is run at; who names none means all."""
    return not monitor.places or place in monitor.places


def expected_of(config: Config, here: str, names: Iterable[str] | None = None) -> dict[Task, Expected]:
    """Every task, and whose word on it counts: the places that its monitor names, or else all, `here` among them.

    With `names`, only those of these addresses.
    """
    everywhere = frozenset({here, *config.places})
    asked = {
        name: Expected(one.failure_rate, frozenset(one.places) or everywhere, runs_at(one, here))
        for name, one in config.monitors.items()
    }
    return {task: asked[task.monitor] for address in _addresses(config, names) for task in tasks_of(address, config)}


def checked_otherwise(before: Config, after: Config) -> Collection[str]:
    """The names of the addresses whose tasks, or what there is to do for them, may differ between two configs.

    Those that are no more are among them; where places differ, all are, for who names no place means every one.
    """
    changed = differences(before, after)
    if any(kind == Place.kind for kind, _ in changed):
        return before.addresses.keys() | after.addresses.keys()
    found = {name for kind, name in changed if kind == Address.kind}
    for name in (name for kind, name in changed if kind == Monitor.kind):
        found.update(before.addresses_of_monitor.get(name, ()), after.addresses_of_monitor.get(name, ()))
    return found


def _addresses(config: Config, names: Iterable[str] | None) -> Iterable[Address]:
    known = config.addresses
    return known.values() if names is None else (known[name] for name in names if name in known)
