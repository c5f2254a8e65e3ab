"""From documents and verdicts to the engine, doing again only what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
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
"""So many documents are worked on in the event loop; more go to a thread, so that probing is not held up."""


class Publisher:
    """What the engine answers by now: `compiled` with its reasons, and the `availability` it was chosen from."""

    def __init__(self, engine: Engine, table: LineTable) -> None:
        self.engine = engine
        self.compiler = Compiler(table)
        self.availability = Availability()
        self.compiled = Compiled(Config(), Snapshot(table.askers))
        self._embedded = table

    async def publish_documents(self, config: Config, verdicts: Verdicts, *, whole_anew: bool = False) -> None:
        """Answers by these documents. `whole_anew` replaces all that the engine has, as at the start."""
        if whole_anew or config.lines != self.compiled.config.lines:
            await self._publish_whole(config, verdicts)
            return
        before = self.compiled.config
        keys = await _off_loop(lambda: affected_domains(before, config), len(config.documents))
        availability = await _off_loop(lambda: Availability.of(config, verdicts), len(config.addresses))
        await self._publish_change(config, availability, keys)

    async def publish_health(self, verdicts: Verdicts, names: Collection[str]) -> None:
        """Answers by the present verdicts on these addresses."""
        config = self.compiled.config
        known = [name for name in names if name in config.addresses]
        availability = self.availability.judged_again(config, verdicts, known)
        keys = {key for kind, key in config.dependents(("address", name) for name in known) if kind == "access_domain"}
        await self._publish_change(config, availability, keys)

    async def _publish_whole(self, config: Config, verdicts: Verdicts) -> None:
        def make() -> tuple[Compiler, Availability, Compiled]:
            networks = {line.name: line.networks for line in config.lines.values()}
            compiler = Compiler(self._embedded.with_own_lines(networks))
            availability = Availability.of(config, verdicts)
            compiled = compiler.compile(config, availability)
            self.engine.publish(whole(compiled.snapshot), whole=True)
            return compiler, availability, compiled

        before = self.compiler, self.compiled
        compiler, availability, compiled = await asyncio.to_thread(make)
        self._take(compiler, availability, compiled)
        if before[1].config.revision:
            await self._tell(before, config.access_domains.keys() | before[1].config.access_domains.keys())

    async def _publish_change(self, config: Config, availability: Availability, keys: Collection[str]) -> None:
        def make() -> Compiled:
            compiled, change = self.compiler.compile_again(self.compiled, config, availability, keys)
            self.engine.publish(change)
            return compiled

        before = self.compiler, self.compiled
        self._take(self.compiler, availability, await _off_loop(make, len(keys)))
        await self._tell(before, keys)

    def _take(self, compiler: Compiler, availability: Availability, compiled: Compiled) -> None:
        log_standings(compiled.config, self.availability, availability)
        self.compiler, self.availability, self.compiled = compiler, availability, compiled

    async def _tell(self, before: tuple[Compiler, Compiled], keys: Collection[str]) -> None:
        after = self.compiler, self.compiled
        was, now = before[1].choices, after[1].choices
        moved = [key for key in keys if was.get(key) is not now.get(key)]
        log_answers(await _off_loop(lambda: answer_changes(before, after, moved), len(moved)))


async def _off_loop(work: Callable[[], T], size: int) -> T:
    return await asyncio.to_thread(work) if size > INLINE else work()
