"""The way to one answer as a graph: who asks, what steers, which pools and addresses were thought of, what is said."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.client import Json
from trunkline.console.canvas.draft import Id
from trunkline.console.canvas.graph import Card, Edge, Graph
from trunkline.console.parts.state import DOWN, OFF, OK, State

CHOSEN = State("ok", "check_circle", "Chosen")
PASSED = State("off", "remove_circle_outline", "Passed over")
OUT = State("down", "cancel", "Out")
ANSWERED = State("ok", "chat_bubble", "Answered")
REFUSED = State("down", "cancel", "No answer")


def way_of(found: Json) -> Graph:
    """From an explanation as the API tells it; what was not chosen leads nowhere, and says why."""
    lines = tuple(_line(found, line) for line in found["asker_lines"])
    domain = _domain(found)
    pools = tuple(_considered("pool", pool, tuple(pool["lines"])) for pool in found["pools"])
    addresses = {one.id: one for _, one in _members(found)}
    taken = {card.id for card in pools if card.state is CHOSEN}
    answer = _answer(found)
    return Graph(
        (lines, (domain,), pools, tuple(addresses.values()), (answer,)),
        (
            tuple(Edge(one.id, domain.id, one.state) for one in lines if one.state is CHOSEN),
            tuple(Edge(domain.id, one.id, _leading(one)) for one in pools),
            tuple(Edge(pool, one.id, _leading(one) if pool in taken else OFF) for pool, one in _members(found)),
            tuple(Edge(one.id, answer.id, OK) for one in addresses.values() if one.state is CHOSEN),
        ),
    )


def _line(found: Json, line: str) -> Card:
    decides = line == found["line"] or (found["line"] is None and line == found["asker_lines"][0])
    return Card(("line", line), line, CHOSEN if decides else PASSED, (found["network"],) if decides else ())


def _domain(found: Json) -> Card:
    key = found["access_domain"]
    if key is None:
        return Card(("zone", found["name"]), found["chain"][-1], ANSWERED, (found["type"],), found["because"])
    return Card(("access_domain", key), key, CHOSEN, (found["policy"], found["rule"]), found["because"])


def _members(found: Json) -> Iterator[tuple[Id, Card]]:
    """The addresses with their pools; one that is chosen in any pool counts as chosen."""
    chosen = {one["name"] for pool in found["pools"] if pool["chosen"] for one in pool["addresses"] if one["chosen"]}
    for pool in found["pools"]:
        for one in pool["addresses"]:
            yield (
                ("pool", pool["name"]),
                _considered("address", {**one, "chosen": one["name"] in chosen}, (one["endpoint"],)),
            )


def _considered(kind: str, one: Json, facts: tuple[str, ...]) -> Card:
    state = CHOSEN if one["chosen"] else PASSED if one["available"] else OUT
    return Card((kind, one["name"]), one["name"], state, facts, one["because"])


def _leading(card: Card) -> State:
    return {CHOSEN: OK, OUT: DOWN}.get(card.state, OFF)


def _answer(found: Json) -> Card:
    said = tuple(found["answer"]) or (found["rcode"],)
    cached = tuple(
        f"{word} {value}" for word, value in (("TTL", found["ttl"]), ("ECS /", found["scope"])) if value is not None
    )
    state = ANSWERED if found["answer"] else REFUSED
    return Card(
        ("answer", found["name"]),
        said[0],
        state,
        (*said[1:], *(one.replace("/ ", "/") for one in cached)),
        found["because"],
    )
