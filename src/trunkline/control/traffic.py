"""How often the node was asked: in all, for each access domain, over each line. Counts only grow while it runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import dns.name
import dns.rdatatype

from trunkline.node import Node

MOST_NAMES = 1000
"""So many access domains are told of by name."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One access domain, and how many queries for it came."""

    name: str
    type: str
    queries: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """Since the process started, by its own clock `at`, in seconds since the epoch: two of these make a rate.

    `access_domains` are the most asked of; `others` all queries for the rest of them. `lines` are as access domains
    know them.
    """

    at: float
    queries: int
    access_domains: tuple[AskedFor, ...]
    others: int
    lines: Mapping[str, int]


def traffic(node: Node) -> Traffic:
    """The sums over all threads, now."""
    named, others = node.engine.asked_most(MOST_NAMES)
    found = tuple(AskedFor(_name(one.name), _type(one.type), one.times) for one in named)
    queries = sum(node.engine.counters().queries.values())
    return Traffic(time.time(), queries, found, others, node.engine.asked_by_line())


def _name(wire: bytes) -> str:
    return dns.name.from_wire(wire, 0)[0].to_text(omit_final_dot=True)


def _type(number: int) -> str:
    return dns.rdatatype.to_text(dns.rdatatype.RdataType.make(number))
