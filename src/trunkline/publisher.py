"""From documents and verdicts to the engine: only what changed, and no more at once than the brake allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.config import Config, Key, reached
from trunkline.documents.pool import Pool
from trunkline.engine import Engine
from trunkline.health.availability import Availability, Standing, Verdicts
from trunkline.lines.numbers import with_own
from trunkline.lines.table import LineTable
from trunkline.snapshot.changes import AnswerChange, answer_changes
from trunkline.snapshot.compile import Compiled, Compiler
from trunkline.snapshot.conduct import NAMELESS, Introduction
from trunkline.snapshot.format import whole
from trunkline.snapshot.snapshot import Change, Snapshot
from trunkline.steering.brake import Held, Moves, kept_back
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

    `keys` are the access domains that were chosen again, `held` the addresses that are answered with as they stood;
    `again` are the addresses and pools that were judged again: no other can stand otherwise than before.
    """

    at: float
    config: Config
    judged: Availability
    held: Collection[str]
    changes: tuple[AnswerChange, ...]
    keys: Collection[str]
    again: Collection[Key]


@dataclass(frozen=True, slots=True)
class _Made:
    """What documents come to, and what was done for it: access domains chosen again, addresses and pools judged again;
    how all stands by the checks, and what is kept back of it."""

    after: Answered
    keys: Collection[str]
    judged: Availability
    again: Collection[Key]
    kept: Mapping[str, Standing]


class Publisher:
    """Keeps the engine up to date. `answered` is swapped whole: whoever reads more than one part takes it once.

    `judged` is how all stands by the checks; it differs from what is answered by while `held` holds something back.
    `table` is the line table without operators' own lines. `told` hears of each publication.
    """

    def __init__(
        self,
        engine: Engine,
        table: LineTable,
        told: Callable[[Turn], None] = lambda turn: None,
        introduction: Introduction = NAMELESS,
    ) -> None:
        self.engine = engine
        nothing = Compiled(Config(), Snapshot(table.askers))
        self.answered = Answered(Compiler(table, introduction), Availability(), nothing)
        self.judged = Availability()
        self.held: Held | None = None
        self.table, self._told = table, told
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

    async def publish_documents(
        self, config: Config, verdicts: Verdicts, turned: Collection[str] = (), *, whole_anew: bool = False
    ) -> None:
        """Answers by these documents. `whole_anew` replaces all that the engine has, as at the start.

        Addresses whose verdicts have `turned` go on as they stood: `publish_health` says if they may move. Always in a
        thread: a single document may be a zone of many thousand records, which takes seconds.
        """
        make = self._everything if whole_anew or config.lines != self.compiled.config.lines else self._differences
        made = await asyncio.to_thread(make, config, verdicts, turned)
        if self.held:
            still = {name: one for name, one in made.kept.items() if name in self.held.standings}
            self.held = replace(self.held, standings=still) if still else None
        await self._take(made.after, made.keys, made.judged, made.again)

    async def publish_table(self, table: LineTable) -> None:
        """Answers by another line table, by the same documents and the same health as until now."""
        made = await asyncio.to_thread(self._over, table)
        self.table = table
        await self._take(made, self.compiled.config.access_domains.keys(), self.judged, ())

    async def publish_health(self, verdicts: Verdicts, names: Collection[str]) -> None:
        """Answers by the present verdicts on these addresses, unless more would move than the brake allows."""
        config = self.compiled.config
        known = [name for name in names if name in config.addresses]
        judged = self.judged.judged_again(config, verdicts, known)
        await self._try(judged, {*known, *(self.held.standings if self.held else ())})

    def answered_by(self, config: Config, judged: Availability) -> Availability:
        """How all would stand in the answers by these documents, with what the brake would go on holding back."""
        return judged.with_standings(config, kept_back(config, judged, self._still_held(config)))

    def would_hold(self, moved: int) -> str:
        """Why so many more lines of access domains would not move now; empty if they would."""
        brake = self.compiled.config.settings.brake
        return self._moves.held(brake, moved, self._answered_lines(), time.monotonic())

    async def _try(self, judged: Availability, names: Collection[str]) -> None:
        config, brake = self.compiled.config, self.compiled.config.settings.brake
        keys = _domains_of(names, config)
        after, change = await _off_loop(lambda: self._again(config, judged, keys), len(keys))
        if brake.per_cent is not None:
            moved = len(await self._changes(after, keys))
            if because := self.would_hold(moved):
                self._hold(because, judged, names)
                return
            self._moves = self._moves.and_now(moved, brake.window, time.monotonic())
        self.held = None
        await _off_loop(lambda: self.engine.publish(change), len(keys))
        await self._take(after, keys, judged, _standing_on(names, config))

    def _hold(self, because: str, judged: Availability, names: Collection[str]) -> None:
        """Those that turned are answered with as before; the rest of the world goes on."""
        config, before = self.compiled.config, self.answered.availability.addresses
        kept = kept_back(config, judged, {name: before[name] for name in names if name in before})
        if not self.held:
            log.warning(f"the brake holds: {because}; `trunkline brake release` lets them move")
        since, revision = (self.held.since, self.held.revision) if self.held else (time.time(), config.revision)
        self.held = Held(since, because, revision, kept)
        self._tell(self.answered, judged, (), (), _standing_on(names, config))

    def _still_held(self, config: Config) -> Mapping[str, Standing]:
        """What is held back, unless a person agreed, or there is no brake any more."""
        if self.held is None or config.settings.brake.per_cent is None or config.agreed > self.held.revision:
            return {}
        return self.held.standings

    def _answered_lines(self) -> int:
        return sum(len(choices) for choices in self.compiled.choices.values())

    def _everything(self, config: Config, verdicts: Verdicts, turned: Collection[str]) -> _Made:
        compiler = Compiler(with_own(self.table, config.lines.values()), self.compiler.introduction)
        judged = Availability.of(config, verdicts)
        kept = self._kept_back(config, judged, turned)
        availability = judged.with_standings(config, kept)
        compiled = compiler.compile(config, availability)
        self.engine.publish(whole(compiled.snapshot), whole=True)
        keys = config.access_domains.keys() | self.compiled.config.access_domains.keys()
        again = [*((Address.kind, name) for name in judged.addresses), *((Pool.kind, name) for name in judged.pools)]
        return _Made(Answered(compiler, availability, compiled), keys, judged, again, kept)

    def _over(self, table: LineTable) -> Answered:
        config, availability = self.compiled.config, self.availability
        compiler = self.compiler.over(with_own(table, config.lines.values()))
        compiled, change = compiler.compile_again(self.compiled, config, availability, config.access_domains)
        self.engine.publish(change)
        return Answered(compiler, availability, compiled)

    def _differences(self, config: Config, verdicts: Verdicts, turned: Collection[str]) -> _Made:
        found = reached(self.compiled.config, config)
        again = {key for key in found if key[0] in (Address.kind, Pool.kind)} | _standing_on(turned, config)
        judged = self.judged.after(config, verdicts, again)
        kept = self._kept_back(config, judged, turned)
        released = self.held.standings.keys() - kept.keys() if self.held else ()
        keys = {key for kind, key in found if kind == AccessDomain.kind} | _domains_of(released, config)
        after, change = self._again(config, judged.with_standings(config, kept), keys)
        self.engine.publish(change)
        return _Made(after, keys, judged, again, kept)

    def _kept_back(self, config: Config, judged: Availability, turned: Iterable[str]) -> dict[str, Standing]:
        """How those go on that may not, or not yet, follow the checks."""
        before = self.answered.availability.addresses
        stood = {name: before[name] for name in turned if name in before}
        return kept_back(config, judged, {**stood, **self._still_held(config)})

    def _again(self, config: Config, availability: Availability, keys: Collection[str]) -> tuple[Answered, Change]:
        compiled, change = self.compiler.compile_again(self.compiled, config, availability, keys)
        return Answered(self.compiler, availability, compiled), change

    async def _take(self, after: Answered, keys: Collection[str], judged: Availability, again: Collection[Key]) -> None:
        """What the engine answers by already; `keys` may be answered otherwise. At the start nothing was before."""
        changes = await self._changes(after, keys) if self.compiled.config.revision else ()
        self._tell(after, judged, changes, keys, again)

    async def _changes(self, after: Answered, keys: Collection[str]) -> tuple[AnswerChange, ...]:
        before = self.answered
        was, now = before.compiled.choices, after.compiled.choices
        moved = [key for key in keys if was.get(key) is not now.get(key)]
        sides = (before.compiler, before.compiled), (after.compiler, after.compiled)
        return await _off_loop(lambda: answer_changes(*sides, moved), len(moved))

    def _tell(
        self,
        after: Answered,
        judged: Availability,
        changes: tuple[AnswerChange, ...],
        keys: Collection[str],
        again: Collection[Key],
    ) -> None:
        """Takes it over, with a sentence for each change."""
        before, self.judged, self.answered = self.judged, judged, after
        config = after.compiled.config
        log_standings(config, before, judged, again)
        log_answers(changes)
        held = self.held.standings.keys() if self.held else ()
        self._told(Turn(time.time(), config, judged, held, changes, keys, again))


def _domains_of(addresses: Iterable[str], config: Config) -> set[str]:
    """The keys of the access domains that depend on these addresses."""
    reached = config.dependents(("address", name) for name in addresses)
    return {key for kind, key in reached if kind == AccessDomain.kind}


def _standing_on(addresses: Iterable[str], config: Config) -> set[Key]:
    """These addresses, and the pools that hold them."""
    known = {name for name in addresses if name in config.addresses}
    pools = {(Pool.kind, pool) for name in known for pool in config.pools_of_address.get(name, ())}
    return pools | {(Address.kind, name) for name in known}


async def _off_loop(work: Callable[[], T], size: int) -> T:
    return await asyncio.to_thread(work) if size > INLINE else work()
