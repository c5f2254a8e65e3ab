"""From a choice to ready records: what pools share stands once, names are told from addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from ipaddress import ip_address

from trunkline.documents.dns_name import wire_of
from trunkline.documents.endpoint import endpoint_type
from trunkline.snapshot.snapshot import Answer, Group
from trunkline.steering.choice import Choice, ChosenPool, Draw


def answer_of(choice: Choice, *, names_apart: bool) -> Answer:
    """`names_apart`: an address is asked for, so domain names are another type's data, those of a CNAME."""
    if choice.draw is Draw.FAIL:
        return Answer(Draw.FAIL, ())
    groups = [_group(pool, names_apart) for pool in choice.pools]
    if choice.draw is Draw.WEIGHT and len(groups) > 1:
        return Answer(choice.draw, tuple(groups), tuple(pool.weight for pool in choice.pools))
    groups = _each_record_once(groups) if len(groups) > 1 else groups
    return Answer(choice.draw if len(groups) > 1 else Draw.ALL, tuple(groups))


def _group(pool: ChosenPool, names_apart: bool) -> Group:
    """However one address is drawn, it is the same answer. A pool holds one type, so its first address tells which."""
    rdatas = tuple(_wire(address.endpoint) for address in pool.addresses)
    draw = pool.draw if len(rdatas) > 1 else Draw.ALL
    weights = tuple(address.weight for address in pool.addresses) if draw is Draw.WEIGHT else ()
    return Group(draw, rdatas, weights, names_apart and endpoint_type(pool.addresses[0].endpoint) == "domain")


def _each_record_once(groups: Iterable[Group]) -> list[Group]:
    """What a group surely answers with is left out of those after it, for pools may share an address and a record
    stands once in a set (RFC 2181 section 5). A group drawn by weight is left whole: it may answer with another."""
    seen: set[bytes] = set()
    found = []
    for group in groups:
        rest = tuple(rdata for rdata in group.rdatas if rdata not in seen)
        if group.draw is Draw.WEIGHT:
            found.append(group)
        elif rest:
            found.append(replace(group, draw=group.draw if len(rest) > 1 else Draw.ALL, rdatas=rest))
            seen.update(rest)
    return found


@lru_cache(maxsize=65_536)
def _wire(endpoint: str) -> bytes:
    return wire_of(endpoint) if endpoint_type(endpoint) == "domain" else ip_address(endpoint).packed
