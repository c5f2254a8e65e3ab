"""From documents and verdicts to the engine, doing again only what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from trunkline.documents.config import Config, affected_domains
from trunkline.engine import Engine
from trunkline.health.availability import Availability, Verdicts
from trunkline.lines.table import LineTable
from trunkline.snapshot.changes import answer_changes
from trunkline.snapshot.compile import Compiled, Compiler
from trunkline.snapshot.format import whole
from trunkline.snapshot.snapshot import Snapshot
from trunkline.switch_log import log_answers, log_standings

T = TypeVar("T")

INLINE = 64
"""So many access domains are chosen again in the event loop; more go to a thread, so that probing is not held up."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the engine answers by: the line table's compiler, who is available, and what that came to, with reasons."""

    compiler: Compiler
    availability: Availability
    compiled: Compiled


class Publisher:
    """Keeps the engine up to date. `answered` is swapped whole: whoever reads more than one part takes it once."""

    def __init__(self, engine: Engine, table: LineTable) -> None:
        self.engine = engine
        self.answered = Answered(Compiler(table), Availability(), Compiled(Config(), Snapshot(table.askers)))
        self._embedded = table

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
        await self._take(*await asyncio.to_thread(make, config, verdicts))

    async def publish_health(self, verdicts: Verdicts, names: Collection[str]) -> None:
        """Answers by the present verdicts on these addresses."""
        config = self.compiled.config
        known = [name for name in names if name in config.addresses]
        availability = self.availability.judged_again(config, verdicts, known)
        keys = {key for kind, key in config.dependents(("address", name) for name in known) if kind == "access_domain"}
        after = await _off_loop(lambda: self._again(config, availability, keys), len(keys))
        await self._take(after, keys)

    def _everything(self, config: Config, verdicts: Verdicts) -> tuple[Answered, Collection[str]]:
        networks = {line.name: line.networks for line in config.lines.values()}
        compiler = Compiler(self._embedded.with_own_lines(networks))
        availability = Availability.of(config, verdicts)
        compiled = compiler.compile(config, availability)
        self.engine.publish(whole(compiled.snapshot), whole=True)
        before = self.compiled.config
        keys = config.access_domains.keys() | before.access_domains.keys() if before.revision else ()
        return Answered(compiler, availability, compiled), keys

    def _differences(self, config: Config, verdicts: Verdicts) -> tuple[Answered, Collection[str]]:
        keys = affected_domains(self.compiled.config, config)
        return self._again(config, Availability.of(config, verdicts), keys), keys

    def _again(self, config: Config, availability: Availability, keys: Collection[str]) -> Answered:
        compiled, change = self.compiler.compile_again(self.compiled, config, availability, keys)
        self.engine.publish(change)
        return Answered(self.compiler, availability, compiled)

    async def _take(self, after: Answered, keys: Collection[str]) -> None:
        """What the engine answers by already, and a sentence for each change; `keys` may be answered otherwise."""
        before, self.answered = self.answered, after
        log_standings(after.compiled.config, before.availability, after.availability)
        was, now = before.compiled.choices, after.compiled.choices
        moved = [key for key in keys if was.get(key) is not now.get(key)]
        sides = (before.compiler, before.compiled), (after.compiler, after.compiled)
        log_answers(await _off_loop(lambda: answer_changes(*sides, moved), len(moved)))


async def _off_loop(work: Callable[[], T], size: int) -> T:
    return await asyncio.to_thread(work) if size > INLINE else work()
