"""The carriers that a scenario with several egresses tells apart, and the pool for everyone else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from trunkline.scenarios.served import Group, Server

CARRIERS: Mapping[str, str] = {"mobile": "Mobile", "telecom": "Telecom", "unicom": "Unicom"}
"""Line code to what its pool is called (gtm.md section 3, row 4)."""

GLOBAL = "Global"


def carrier_groups(
    servers: Mapping[str, Sequence[Server]], suffix: str = "", policy: str = "round_robin"
) -> list[Group]:
    """A pool for the line of each carrier."""
    return [Group(f"{CARRIERS[line]}{suffix}", found, policy, {"lines": [line]}) for line, found in servers.items()]


def global_group(servers: Iterable[Sequence[Server]], suffix: str = "", policy: str = "sequence") -> Group:
    """The pool of the default line, which holds the servers of all carriers; in sequence it answers with the first
    available one (gtm.md section 20, Q1)."""
    return Group(f"{GLOBAL}{suffix}", list(chain.from_iterable(servers)), policy, {"lines": ["default"]})
