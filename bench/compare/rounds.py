"""Load in rounds: in each every server has its turn after the echo, so that what else the machine does hits all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from compare.load import Blast, Load, blast
from compare.servers.server import Server
from compare.workload import SORTS, Files

Played = dict[str, dict[str, list[Blast]]]
"""By server and sort, one window for each round."""


def play(
    servers: Sequence[Server],
    files: Mapping[int, Mapping[str, Files]],
    *,
    rounds: int,
    seconds: float,
    core: int,
    told: Callable[[str], None],
) -> Played:
    """All servers run already, the echo being the first; `files` are by number of names."""
    played: Played = {server.name: {sort: [] for sort in server.sorts} for server in servers}
    for number in range(1, rounds + 1):
        told(f"round {number} of {rounds}")
        for sort in SORTS:
            for server in servers:
                if sort in server.sorts:
                    load = Load(seconds, core=core, truthful=server.truthful)
                    questions = files[server.workload.names][sort]
                    played[server.name][sort].append(blast(server.port, questions, load, server.pids))
    return played
