"""From documents and verdicts to the engine: only what changed, and no more at once than the brake allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.config import Config, affected_domains
from trunkline.engine import Engine
from trunkline.health.availability import Availability, Standing, Verdicts
from trunkline.lines.table import LineTable
from trunkline.snapshot.changes import AnswerChange, answer_changes
from trunkline.snapshot.compile import Compiled, Compiler
from trunkline.snapshot.format import whole
from trunkline.snapshot.snapshot import Change, Snapshot
from trunkline.steering.brake import Moves
from trunkline.switch_log import log_answers, log_standings

log: Any = structlog.get_logger("trunkline")

T = TypeVar("T")

INLINE = 64
"""So many access domains are chosen again in the event loop; more go to a thread, so that probing is not held up."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the engine answers by: the line table's compiler, who is available, and what that came to, with reasons."""

    compiler: Compiler
    availability: Availability
    compiled: Compiled


@dataclass(frozen=True, slots=True)
class Turn:
    """One publication, at `at` in seconds since the epoch: how all stands by the checks, and who is answered otherwise.

    `keys` are the access domains that were chosen again.
    """

    at: float
    config: Config
    judged: Availability
    changes: tuple[AnswerChange, ...]
    keys: Collection[str]


@dataclass(frozen=True, slots=True)
class Held:
    """What the brake holds back until a person agrees: since when (seconds since the epoch), why, and whose turn.

    `standings` are those that these addresses are still answered by.
    """

    since: float
    because: str
    standings: Mapping[str, Standing]


class Publisher:
    """Keeps the engine up to date. `answered` is swapped whole: whoever reads more than one part takes it once.

    `judged` is how all stands by the checks; it differs from what is answered by while `held` holds something back.
    `told` hears of each publication.
    """

    def __init__(self, engine: Engine, table: LineTable, told: Callable[[Turn], None] = lambda turn: None) -> None:
        self.engine = engine
        self.answered = Answered(Compiler(table), Availability(), Compiled(Config(), Snapshot(table.askers)))
        self.judged = Availability()
        self.held: Held | None = None
        self._embedded, self._told = table, told
        self._moves = Moves()

    @property
    def compiler(self) -> Compiler:
        return self.answered.compiler

    @property
    def availability(self) -> Availability:
        return self.answered.availability

    @property
    def compiled(self) -> Compiled:
        return self.answered.compiled

    async def publish_documents(self, config: Config, verdicts: Verdicts, *, whole_anew: bool = False) -> None:
        """Answers by these documents. `whole_anew` replaces all that the engine has, as at the start.

        Always in a thread: a single document may be a zone of many thousand records, which takes seconds.
        """
        make = self._everything if whole_anew or config.lines != self.compiled.config.lines else self._differences
        released = self._let_go(config)
        after, keys, judged = await asyncio.to_thread(make, config, verdicts, released)
        await self._take(after, keys, judged)

    async def publish_health(self, verdicts: Verdicts, names: Collection[str]) -> None:
        """Answers by the present verdicts on these addresses, unless more would move than the brake allows."""
        config = self.compiled.config
        known = [name for name in names if name in config.addresses]
        judged = self.judged.judged_again(config, verdicts, known)
        await self._try(judged, {*known, *(self.held.standings if self.held else ())})

    async def _try(self, judged: Availability, names: Collection[str]) -> None:
        config, now = self.compiled.config, time.time()
        brake = config.settings.brake
        keys = _domains_of(names, config)
        after, change = await _off_loop(lambda: self._again(config, judged, keys), len(keys))
        if brake.per_cent is not None:
            moved = len(await self._changes(after, keys))
            because = self._moves.held(brake, moved, self._answered_lines(), now)
            if because:
                self._hold(because, judged, names, now)
                return
            self._moves = self._moves.and_now(moved, brake.window, now)
        self.held = None
        await _off_loop(lambda: self.engine.publish(change), len(keys))
        await self._take(after, keys, judged)

    def _hold(self, because: str, judged: Availability, names: Iterable[str], now: float) -> None:
        """Those that turned are answered with as before; the rest of the world goes on."""
        before = self.answered.availability.addresses
        kept = {name: before[name] for name in names if before[name].available != judged.addresses[name].available}
        if not self.held:
            log.warning(f"the brake holds: {because}; `trunkline brake release` lets them move")
        self.held = Held(self.held.since if self.held else now, because, kept)
        self._tell(self.answered, judged, (), ())

    def _let_go(self, config: Config) -> Collection[str]:
        """The addresses that were held back until now: a person agreed, or there is no brake any more."""
        if self.held is None or (config.settings.brake.per_cent is not None and config.agreed_at < self.held.since):
            return ()
        released, self.held = tuple(self.held.standings), None
        return released

    def _answered_lines(self) -> int:
        return sum(len(choices) for choices in self.compiled.choices.values())

    def _everything(
        self, config: Config, verdicts: Verdicts, released: Collection[str]
    ) -> tuple[Answered, Collection[str], Availability]:
        networks = {line.name: line.networks for line in config.lines.values()}
        compiler = Compiler(self._embedded.with_own_lines(networks))
        judged = Availability.of(config, verdicts)
        availability = self._kept_back(config, judged)
        compiled = compiler.compile(config, availability)
        self.engine.publish(whole(compiled.snapshot), whole=True)
        keys = config.access_domains.keys() | self.compiled.config.access_domains.keys()
        return Answered(compiler, availability, compiled), keys, judged

    def _differences(
        self, config: Config, verdicts: Verdicts, released: Collection[str]
    ) -> tuple[Answered, Collection[str], Availability]:
        keys = affected_domains(self.compiled.config, config) | _domains_of(released, config)
        judged = Availability.of(config, verdicts)
        after, change = self._again(config, self._kept_back(config, judged), keys)
        self.engine.publish(change)
        return after, keys, judged

    def _again(self, config: Config, availability: Availability, keys: Collection[str]) -> tuple[Answered, Change]:
        compiled, change = self.compiler.compile_again(self.compiled, config, availability, keys)
        return Answered(self.compiler, availability, compiled), change

    def _kept_back(self, config: Config, judged: Availability) -> Availability:
        kept = {name: one for name, one in self.held.standings.items() if name in config.addresses} if self.held else {}
        return judged.with_standings(config, kept) if kept else judged

    async def _take(self, after: Answered, keys: Collection[str], judged: Availability) -> None:
        """What the engine answers by already; `keys` may be answered otherwise. At the start nothing was before."""
        changes = await self._changes(after, keys) if self.compiled.config.revision else ()
        self._tell(after, judged, changes, keys)

    async def _changes(self, after: Answered, keys: Collection[str]) -> tuple[AnswerChange, ...]:
        before = self.answered
        was, now = before.compiled.choices, after.compiled.choices
        moved = [key for key in keys if was.get(key) is not now.get(key)]
        sides = (before.compiler, before.compiled), (after.compiler, after.compiled)
        return await _off_loop(lambda: answer_changes(*sides, moved), len(moved))

    def _tell(
        self, after: Answered, judged: Availability, changes: tuple[AnswerChange, ...], keys: Collection[str]
    ) -> None:
        """Takes it over, with a sentence for each change."""
        before, self.judged, self.answered = self.judged, judged, after
        config = after.compiled.config
        log_standings(config, before, judged)
        log_answers(changes)
        self._told(Turn(time.time(), config, judged, changes, keys))


def _domains_of(addresses: Iterable[str], config: Config) -> set[str]:
    """The keys of the access domains that depend on these addresses."""
    reached = config.dependents(("address", name) for name in addresses)
    return {key for kind, key in reached if kind == AccessDomain.kind}


async def _off_loop(work: Callable[[], T], size: int) -> T:
    return await asyncio.to_thread(work) if size > INLINE else work()
