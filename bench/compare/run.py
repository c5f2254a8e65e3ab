"""One comparison from start to end: prepare, start, judge, load, change, count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from compare.change import FLIPS, changes
from compare.instructions import instructions
from compare.process import cores
from compare.publish import publish_alone
from compare.results import Figures, Results, machine, today, versions
from compare.rounds import play
from compare.servers.alone import EngineAlone
from compare.servers.debian import NotInstalled, install
from compare.servers.gdnsd import Gdnsd
from compare.servers.server import NotServing, Server
from compare.servers.trunkline import Trunkline
from compare.truth import SAMPLE, Truth, judge
from compare.workload import NETWORKS, QUESTIONS, SORTS, Files, Workload, write_questions


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is compared: names, rounds of so many seconds, networks, questions of each sort, how many of those are
    judged, and changes there and back."""

    names: int
    rounds: int = 5
    seconds: float = 2.0
    networks: int = NETWORKS
    questions: int = QUESTIONS
    sample: int = SAMPLE
    flips: int = FLIPS


@dataclass
class Comparison:
    """One run in a folder for scratch; `told` hears what is going on. All that was started ends with it."""

    scale: Scale
    folder: Path
    told: Callable[[str], None] = lambda what: None
    left_out: dict[str, str] = field(default_factory=dict)

    def run(self, kinds: Iterable[type[Server]], *, count: bool = True) -> Results:
        """The echo must be the first of the kinds; `count`: instructions too, which takes minutes."""
        server_core, load_core = cores()
        with ExitStack() as ends:
            servers = [*map(self._made, self._installed(kinds))]
            start_up = dict[str, float]()
            for server in servers:
                ends.callback(server.stop)
                self.told(f"{server.name}: preparing {server.workload.names:,} names")
                server.prepare()
            for server in servers:
                start_up[server.name] = server.start(server_core)
                server.settle()
                self.told(f"{server.name} is ready after {start_up[server.name]:.2f} s")
            files = self._questions(servers)
            truth = {server.name: self._judged(server) for server in servers}
            scale = self.scale
            played = play(servers, files, rounds=scale.rounds, seconds=scale.seconds, core=load_core, told=self.told)
            peak = {server.name: server.peak for server in servers}
            changed = {server.name: self._changed(server) for server in servers}
        counted = self._counted(servers, files) if count else {}
        figures = [
            Figures(
                server.name,
                server.workload.names,
                start_up[server.name],
                server.prepared_in,
                peak[server.name],
                truth[server.name],
                played[server.name],
                changed[server.name],
                counted.get(server.name, {}),
            )
            for server in servers
        ]
        return self._results(figures)

    def _results(self, figures: Sequence[Figures]) -> Results:
        scale, known = self.scale, (today(), machine(), versions())
        return Results(scale.names, scale.networks, scale.rounds, scale.seconds, *known, [*figures], self.left_out)

    def _installed(self, kinds: Iterable[type[Server]]) -> list[type[Server]]:
        return [kind for kind in kinds if self._has(kind.name, kind.packages)]

    def _has(self, what: str, packages: Sequence[str]) -> bool:
        try:
            install(packages)
        except NotInstalled as error:
            self.left_out[what] = str(error)
        return what not in self.left_out

    def _made(self, kind: type[Server]) -> Server:
        names = min(self.scale.names, kind.most_names or self.scale.names)
        return kind(Workload.of(names, self.scale.networks), self.folder / kind.__name__)

    def _questions(self, servers: Iterable[Server]) -> Mapping[int, Mapping[str, Files]]:
        workloads = {server.workload.names: server.workload for server in servers}
        return {names: self._written(workload) for names, workload in workloads.items()}

    def _written(self, workload: Workload) -> Mapping[str, Files]:
        folder = self.folder / f"{workload.names} names"
        folder.mkdir()
        return {sort: write_questions(workload, sort, folder, self.scale.questions) for sort in SORTS}

    def _judged(self, server: Server) -> dict[str, Truth]:
        if not server.truthful:
            return {}
        self.told(f"{server.name}: is it true?")
        return {sort: judge(server.workload, sort, server.port, self.scale.sample) for sort in server.sorts}

    def _changed(self, server: Server) -> dict[str, list[float]]:
        self.told(f"{server.name}: changing an address")
        found = changes(server.workload, server.port, server.ways(), self.scale.flips)
        if isinstance(server, Trunkline):
            found |= publish_alone(server.workload, server.snapshot, self.scale.flips)
        return found

    def _counted(
        self, servers: Iterable[Server], files: Mapping[int, Mapping[str, Files]]
    ) -> Mapping[str, dict[str, float]]:
        """trunkline's engine alone, and gdnsd; both are stopped by now."""
        if not self._has("the count of instructions", ("valgrind",)):
            return {}
        found = dict[str, dict[str, float]]()
        for server in servers:
            if isinstance(server, Trunkline):
                counted: Server = EngineAlone(server.workload, self.folder / "alone", server.snapshot)
            elif type(server) is Gdnsd:
                counted = server
            else:
                continue
            self.told(f"{server.name}: counting instructions")
            try:
                found[server.name] = instructions(counted, files[server.workload.names], server.sorts)
            except NotServing as error:  # valgrind makes a start fifty times as long
                self.left_out[f"the count of {server.name}'s instructions"] = str(error)
        return found
