"""Documents, health and tables for tests, in words that read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trunkline.control.roles import Holder
from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.check import check
from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent, list_of
from trunkline.documents.last_good import LastGood
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.pool import Pool
from trunkline.documents.read import read_texts
from trunkline.documents.settings import Settings
from trunkline.documents.token import Role
from trunkline.documents.warn import warn
from trunkline.documents.zone import Zone
from trunkline.health.availability import Availability, tasks_of
from trunkline.health.observation import Task
from trunkline.health.report import TaskState
from trunkline.health.verdict import Verdict
from trunkline.lines.catalogue import ALIASES, catalogue
from trunkline.lines.table import LineTable, table
from trunkline.steering.choice import Choice
from trunkline.steering.choose import choose

TUTORIAL = Path(__file__).parent.parent / "examples" / "carrier-failover" / "gtm.yaml"
ANN = Holder("ann", Role.ADMIN)
KNOWN_LINES = catalogue().keys() | ALIASES.keys()


def monitor(name: str = "web", **fields: Any) -> Monitor:
    return Monitor.model_validate({"name": name, "protocol": "tcp", **fields})


def address(name: str, endpoint: str = "192.0.2.1", **fields: Any) -> Address:
    return Address.model_validate({"name": name, "endpoint": endpoint, **fields})


def addresses(*names: str, **fields: Any) -> list[Address]:
    """Addresses with endpoints 192.0.2.1, 192.0.2.2, …"""
    return [address(name, f"192.0.2.{number}", **fields) for number, name in enumerate(names, start=1)]


def pool(name: str, addresses: Iterable[Any] = (), **fields: Any) -> Pool:
    return Pool.model_validate({"name": name, "addresses": tuple(addresses), **fields})


def domain(name: str = "gtm.example.com", pools: Iterable[Any] = (), **fields: Any) -> AccessDomain:
    """An enabled access domain, for most tests want one."""
    return AccessDomain.model_validate({"name": name, "enabled": True, "pools": tuple(pools), **fields})


def override(name: str, state: str, reason: str = "a test", **fields: Any) -> Override:
    return Override.model_validate({"name": name, "state": state, "reason": reason, **fields})


def on_duty(owner: AccessDomain | Pool, member: str) -> Incumbent:
    """Who is remembered to be on duty in its list."""
    return Incumbent(name=list_of(owner.kind, owner.key), member=member)


def last_good(*names: str, key: str = "gtm.example.com/A") -> LastGood:
    return LastGood(name=key, addresses=names)


def limits(**numbers: int) -> Settings:
    return Settings.model_validate({"limits": numbers})


def records(name: str, type: str, *data: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "data": data, **fields}


def zone(name: str = "example.com", *sets: dict[str, Any], **fields: Any) -> Zone:
    """A zone with a name server and these record sets."""
    return Zone.model_validate({"name": name, "records": (records("@", "NS", "ns1"), *sets), **fields})


def config(*documents: Document | Iterable[Document], revision: int = 1) -> Config:
    found: list[Document] = []
    for one in documents:
        found.extend([one] if isinstance(one, Document) else one)
    return Config.of(found, revision)


def tutorial_config() -> Config:
    """The tutorial's documents, as README and docs quote them."""
    written = read_texts([(TUTORIAL.name, TUTORIAL.read_text(encoding="utf-8"))])
    return Config.of(one.document for one in written)


def faults(*documents: Document | Iterable[Document]) -> list[str]:
    """What check says, each as the sentence an operator sees."""
    return [str(problem) for problem in check(config(*documents), KNOWN_LINES)]


def warnings(*documents: Document | Iterable[Document]) -> list[str]:
    """What warn says, each as the sentence an operator sees; the documents have no fault."""
    found = config(*documents)
    assert check(found, KNOWN_LINES) == []
    return [str(problem) for problem in warn(found)]


def verdicts(found: Config, down: Iterable[str] = ()) -> Mapping[Task, Verdict]:
    """Every task judged: those of addresses that are down fail, the others are ok."""
    return {
        task: Verdict(TaskState.ALERT, "connection refused") if name in down else Verdict(TaskState.OK, "connected")
        for name, one in found.addresses.items()
        for task in tasks_of(one, found)
    }


def availability(found: Config, down: Iterable[str] = ()) -> Availability:
    """The standing of all when these monitored addresses fail their checks."""
    down = set(down)
    assert all(found.addresses[name].monitors for name in down), "what is not monitored is never down"
    return Availability.of(found, verdicts(found, down))


def choice(found: Config, *lines: str, down: Iterable[str] = (), key: str = "gtm.example.com/A") -> Choice | None:
    """What askers on these lines (best first) are given."""
    return choose(found.access_domains[key], lines, found, availability(found, down))


def carriers() -> LineTable:
    """10.1 is China Mobile in Beijing, 10.2 China Telecom, 10.3 China Unicom; the rest of the world is default."""
    return table({"10.1.0.0/16": ["cn_mobile_beijing"], "10.2.0.0/16": ["telecom"], "10.3.0.0/16": ["unicom"]})
