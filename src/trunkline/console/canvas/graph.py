"""What the canvas shows of the world: cards in columns, and which of them are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trunkline.client import Json
from trunkline.console.feed import World
from trunkline.console.parts.state import DOWN, DRAINED, OFF, OK, UNKNOWN, UNMONITORED, State, state_of
from trunkline.documents.kinds import SECTION_OF

FAILED_OVER = State("partly", "alt_route", "Failed over")
NOTHING_UP = State("down", "cancel", "Nothing available")
UP_BY_HAND = State("forced", "back_hand", "Up by hand")
DOWN_BY_HAND = State("forced", "back_hand", "Down by hand")
HELD = State("partly", "pan_tool", "Held back")

STOOD_IN = ("F1", "Q2", "parent_line")
"""Rules by which a line's own pools are out, and others answer for them (gtm.md section 10)."""

NOTHING = ("F2", "F3", "last_good", "given_records", "servfail")
"""Rules by which something is answered though nothing is available."""

_OF_A_TASK = {"ok": OK, "alert": DOWN}
_BY_HAND = {"up": UP_BY_HAND, "down": DOWN_BY_HAND, "drain": DRAINED}

Id = tuple[str, str]
"""The kind and the key of what a card stands for; kind `line` for a line that is answered."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the graph. `facts` are words of the documents, shown in a row; `because` is the node's sentence."""

    id: Id
    title: str
    state: State
    facts: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Joins a card of one column with one of the next; the state is that of what it leads to."""

    start: Id
    end: Id
    state: State


@dataclass(frozen=True, slots=True)
class Graph:
    """Columns from the askers to the checks: lines, the access domain, pools, addresses, monitors."""

    columns: tuple[tuple[Card, ...], ...]
    edges: tuple[tuple[Edge, ...], ...]

    def card(self, id: Id) -> Card | None:
        """The card of that id, or None if it is gone."""
        return next((card for column in self.columns for card in column if card.id == id), None)


def graph_of(world: World, name: str, type: str) -> Graph | None:
    """The graph of one access domain; None if there is no such domain."""
    row = next((one for one in world.domains if (one["name"], one["type"]) == (name, type)), None)
    document = world.document("access_domains", name=name, type=type)
    if row is None or document is None:
        return None
    domain = Card(
        ("access_domain", f"{name}/{type}"), name, state_of(row), (type, row["policy"], f"{row['ttl']} s"), _why(row)
    )
    lines = tuple(_line(one) for one in row["answers"])
    pools = _found(world.pools, [one["pool"] for one in document["pools"]])
    served = {one["pool"]: one["lines"] for one in document["pools"]}
    addresses = _found(world.addresses, [name for pool in pools for name in pool["addresses"]])
    tasks = [(one, task) for one in addresses for task in one["tasks"]]
    monitors = _monitors(world, tasks)
    return Graph(
        (
            lines,
            (domain,),
            tuple(_pool(one, served[one["name"]]) for one in pools),
            tuple(map(_address, addresses)),
            monitors,
        ),
        (
            tuple(Edge(line.id, domain.id, line.state) for line in lines),
            tuple(Edge(domain.id, ("pool", one["name"]), state_of(one)) for one in pools),
            tuple(_to_addresses(pools, addresses)),
            tuple(
                Edge(("address", one["name"]), ("monitor", task["monitor"]), task_state(task)) for one, task in tasks
            ),
        ),
    )


def concerned(graph: Graph) -> set[Id]:
    """Every document that the graph shows, and the overrides of its addresses."""
    ids = {card.id for column in graph.columns[1:] for card in column}
    return ids | {("override", key) for kind, key in ids if kind == "address"}


def document_of(world: World, id: Id) -> Json | None:
    """The document that a card stands for; None for a line, or if it is gone."""
    kind, key = id
    if kind not in SECTION_OF or kind == "line":
        return None
    name, _, type = key.partition("/")
    fields = {"name": name, "type": type} if kind == "access_domain" else {"name": key}
    return world.document(SECTION_OF[kind], **fields)


def address_state(row: Json) -> State:
    """Of an address as the status tells it: an operator's word before its health."""
    if not row["enabled"]:
        return OFF
    if row["override"]:
        return _BY_HAND[row["override"]["state"]]
    return HELD if row["held"] else state_of(row)


def task_state(task: Json) -> State:
    """Of a check on an address, or of one place's word on it."""
    return _OF_A_TASK.get(task["state"], UNKNOWN)


def line_state(rule: str) -> State:
    """Of a line, by the rule that its answer came about by."""
    if rule in NOTHING:
        return NOTHING_UP
    return FAILED_OVER if rule in STOOD_IN else OK


def _line(told: Json) -> Card:
    answer = tuple(told["answer"]) or ("—",)
    return Card(("line", told["line"]), told["line"], line_state(told["rule"]), answer, told["because"])


def _pool(row: Json, lines: Iterable[str]) -> Card:
    return Card(("pool", row["name"]), row["name"], state_of(row), (*lines, row["policy"]), _why(row))


def _address(row: Json) -> Card:
    return Card(("address", row["name"]), row["name"], address_state(row), (row["endpoint"],), row["because"])


def _why(row: Json) -> str:
    return f"{row['because']}; {row['on_duty']} is on duty" if row["on_duty"] else str(row["because"])


def _monitors(world: World, tasks: list[tuple[Json, Json]]) -> tuple[Card, ...]:
    found: dict[str, list[State]] = {}
    for _, task in tasks:
        found.setdefault(task["monitor"], []).append(task_state(task))
    return tuple(_monitor(world, name, states) for name, states in found.items())


def _monitor(world: World, name: str, states: list[State]) -> Card:
    document: Mapping[str, Json] = world.document("monitors", name=name) or {}
    port = document.get("port")
    what = f"{document.get('protocol', '')}:{port}" if port else str(document.get("protocol", ""))
    well = sum(state is OK for state in states)
    worst = next((state for state in (DOWN, UNKNOWN) if state in states), OK)
    return Card(("monitor", name), name, worst, (what, f"{well}/{len(states)}"))


def _to_addresses(pools: list[Json], addresses: list[Json]) -> Iterable[Edge]:
    states = {one["name"]: address_state(one) for one in addresses}
    for pool in pools:
        for name in pool["addresses"]:
            yield Edge(("pool", pool["name"]), ("address", name), states.get(name, UNMONITORED))


def _to_monitor(address: Json, task: Json) -> Edge:
    return Edge(("address", address["name"]), ("monitor", task["monitor"]), task_state(task))


def _found(rows: Iterable[Json], names: Iterable[str]) -> list[Json]:
    """The rows of these names, each once, in the order in which they are named."""
    by_name = {row["name"]: row for row in rows}
    return [by_name[name] for name in dict.fromkeys(names) if name in by_name]
