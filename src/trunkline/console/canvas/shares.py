"""The pools of an access domain and the addresses of a pool: in which order they go first, and how it changes."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.client import Json

MEMBERS = {"access_domain": ("pools", "pool"), "pool": ("addresses", "address")}
"""Kind of a document → its field with references, and the field of a reference with the name, which is its kind too."""


def in_order(kind: str, body: Json) -> list[Json]:
    """The references, the smallest serial first (gtm.md section 4)."""
    found: list[Json] = list(body.get(MEMBERS[kind][0], ()))
    return sorted(found, key=lambda one: one.get("serial", 0))


def names(kind: str, body: Json) -> list[str]:
    """Whom it refers to, in order."""
    return [one[MEMBERS[kind][1]] for one in in_order(kind, body)]


def arranged(kind: str, body: Json, wanted: Sequence[str]) -> Json:
    """The body with its references in the order of these names, their serials counted from 1; others are let go."""
    field, named = MEMBERS[kind]
    found = {one[named]: one for one in body.get(field, ())}
    shares = [found.get(name, {named: name, "weight": 1, "lines": []}) for name in dict.fromkeys(wanted)]
    return {**body, field: [{**share, "serial": serial} for serial, share in enumerate(shares, start=1)]}


def moved(order: Sequence[str], name: str, onto: str) -> list[str]:
    """`name` takes the place of `onto`, and those between make room."""
    if name not in order or onto not in order:
        return [*order]
    rest = [one for one in order if one != name]
    rest.insert(order.index(onto), name)
    return rest


def stepped(order: Sequence[str], name: str, by: int) -> list[str]:
    """`name` so many places further on, at most to an end."""
    place = min(max(order.index(name) + by, 0), len(order) - 1)
    return moved(order, name, order[place])
