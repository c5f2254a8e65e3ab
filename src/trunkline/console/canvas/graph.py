"""What the canvas shows of the world: cards in columns, and which of them are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trunkline.client import Json
from trunkline.console.canvas.draft import Draft, Id, document_of
from trunkline.console.canvas.shares import in_order, names
from trunkline.console.feed import World
from trunkline.console.parts.state import DOWN, DRAINED, OFF, OK, PARTLY, UNKNOWN, State, state_of

FAILED_OVER = State("partly", "alt_route", "Failed over")
NOTHING_UP = State("down", "cancel", "Nothing available")
UP_BY_HAND = State("forced", "back_hand", "Up by hand")
DOWN_BY_HAND = State("forced", "back_hand", "Down by hand")
HELD = State("partly", "pan_tool", "Held back")

STOOD_IN = ("F1", "Q2", "parent_line")
"""Rules by which a line's own pools are out, and others answer for them (gtm.md section 10)."""

NOTHING = ("F2", "F3", "last_good", "given_records", "servfail")
"""Rules by which something is answered though nothing is available."""

NOTHING_DRAFTED = Draft()

_OF_A_TASK = {"ok": OK, "alert": DOWN}
_BY_HAND = {"up": UP_BY_HAND, "down": DOWN_BY_HAND, "drain": DRAINED}


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the graph: a document, or a line that is answered (kind `line`).

    `facts` are words of the documents, shown in a row; `because` is the node's sentence; `drafted` tells that somebody
    is about to change it.
    """

    id: Id
    title: str
    state: State
    facts: tuple[str, ...]
    because: str = ""
    drafted: bool = False


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


EMPTY = Graph(((),) * 5, ((),) * 4)


def graph_of(world: World, name: str, type: str, draft: Draft = NOTHING_DRAFTED) -> Graph | None:
    """The graph of one access domain by a world and what somebody drafts over it; None if there is no such domain."""
    key = f"{name}/{type}"
    row = next((one for one in world.domains if (one["name"], one["type"]) == (name, type)), None)
    document = draft.body(world, ("access_domain", key))
    if row is None or document is None:
        return None
    world, drafted = draft.over(world), draft.changes
    domain = _domain(row, document, ("access_domain", key) in drafted)
    lines = tuple(_line(one) for one in row["answers"])
    shares = in_order("access_domain", document)
    pools = _found("pool", world, [one["pool"] for one in shares])
    members = {pool.name: names("pool", pool.body) for pool in pools}
    addresses = _found("address", world, [name for pool in pools for name in members[pool.name]])
    tasks = [(one.row, task) for one in addresses for task in one.row["tasks"]]
    served = {one["pool"]: one.get("lines", ()) for one in shares}
    states = {one.name: address_state(one.row) for one in addresses}
    return Graph(
        (
            lines,
            (domain,),
            tuple(_pool(one, served[one.name], ("pool", one.name) in drafted) for one in pools),
            tuple(_address(one, _is_drafted(draft, one.name)) for one in addresses),
            _monitors(world, tasks, draft),
        ),
        (
            tuple(Edge(line.id, domain.id, line.state) for line in lines),
            tuple(Edge(domain.id, ("pool", one.name), state_of(one.row)) for one in pools),
            tuple(
                Edge(("pool", pool), ("address", name), states[name])
                for pool, found in members.items()
                for name in found
                if name in states
            ),
            tuple(
                Edge(("address", one["name"]), ("monitor", task["monitor"]), task_state(task)) for one, task in tasks
            ),
        ),
    )


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


def _domain(row: Json, document: Json, drafted: bool) -> Card:
    facts = (document["type"], document["policy"], f"{document['ttl']} s")
    id = ("access_domain", f"{row['name']}/{row['type']}")
    return Card(id, row["name"], state_of(row), facts, _why(row), drafted)


def _pool(pool: _Found, lines: Iterable[str], drafted: bool) -> Card:
    facts = (*lines, pool.body["policy"])
    return Card(("pool", pool.name), pool.name, state_of(pool.row), facts, _why(pool.row), drafted)


def _address(address: _Found, drafted: bool) -> Card:
    facts = (address.body["endpoint"],)
    return Card(
        ("address", address.name), address.name, address_state(address.row), facts, address.row["because"], drafted
    )


def _is_drafted(draft: Draft, address: str) -> bool:
    return ("address", address) in draft.changes or ("override", address) in draft.changes


def _why(row: Json) -> str:
    return f"{row['because']}; {row['on_duty']} is on duty" if row["on_duty"] else str(row["because"])


def _monitors(world: World, tasks: list[tuple[Json, Json]], draft: Draft) -> tuple[Card, ...]:
    found: dict[str, list[State]] = {}
    for _, task in tasks:
        found.setdefault(task["monitor"], []).append(task_state(task))
    return tuple(_monitor(world, name, states, ("monitor", name) in draft.changes) for name, states in found.items())


def _monitor(world: World, name: str, states: list[State], drafted: bool) -> Card:
    document: Mapping[str, Json] = document_of(world, ("monitor", name)) or {}
    port = document.get("port")
    what = f"{document.get('protocol', '')}:{port}" if port else str(document.get("protocol", ""))
    well = sum(state is OK for state in states)
    return Card(("monitor", name), name, _all_of(states), (what, f"{well}/{len(states)}"), "", drafted)


def _all_of(states: list[State]) -> State:
    """Of a monitor, by its checks: Down only if all are."""
    if DOWN in states:
        return DOWN if all(state is DOWN for state in states) else PARTLY
    return UNKNOWN if UNKNOWN in states else OK


@dataclass(frozen=True, slots=True)
class _Found:
    """A pool or an address: its document, and how it is; unknown of one that is only drafted."""

    name: str
    body: Json
    row: Json


_NOT_YET: Mapping[str, Json] = {
    "enabled": True,
    "health": "",
    "because": "",
    "on_duty": None,
    "override": None,
    "held": False,
    "tasks": (),
}


def _found(kind: str, world: World, names: Iterable[str]) -> list[_Found]:
    """Those of these names that there are, each once, in the order in which they are named."""
    rows = {row["name"]: row for row in (world.pools if kind == "pool" else world.addresses)}
    found = []
    for name in dict.fromkeys(names):
        body = document_of(world, (kind, name))
        if body is not None:
            found.append(_Found(name, body, rows.get(name, _NOT_YET)))
    return found
