"""What this node checks itself, what all places say, and what turned by it and is not published yet."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from trunkline.documents.config import Config
from trunkline.health.ledger import Ledger
from trunkline.health.report import Report
from trunkline.probes.assignment import assignments_of, checked_otherwise, expected_of
from trunkline.probes.prober import Prober
from trunkline.probes.rounds import AT_ONCE, Rounds, Tallies, lasts
from trunkline.store.contract import Store


class Checking:
    """The rounds of this place and the ledger of all; `turned` are the addresses that wait for being published."""

    def __init__(
        self, prober: Prober, place: str, report: Callable[[Report], Awaitable[None]], at_once: int = AT_ONCE
    ) -> None:
        self.ledger, self.turned = Ledger(), set[str]()
        self.rounds = Rounds(prober, place, report, at_once=at_once)
        self._place = place
        self._words: tuple[Report, ...] = ()
        self._assigned: Config | None = None

    def recall(self, tallies: Tallies, words: tuple[Report, ...]) -> None:
        """How this node's checks stood in an earlier life, and what other places had said."""
        self.rounds.recall(tallies)
        self._words = words

    async def begin_anew(self, config: Config, store: Store) -> None:
        """By a store that was opened: nobody knows what was said while it could not be read."""
        self._assigned = None
        await self.assign(config, store)
        self.hear(self.rounds.last_words())
        self.hear(self._words_of_before(config))
        self.ledger.begin_anew()

    async def assign(self, config: Config, store: Store) -> None:
        """Probes what the documents now want, and forgets what was said of the rest."""
        before = self._assigned
        if config is before:
            return
        self._assigned = config
        names = checked_otherwise(before, config) if before else None
        former = expected_of(before, self._place, names) if before else None
        gone, turned = self.ledger.expect(expected_of(config, self._place, names), time.time(), former)
        self.turned |= turned
        self.rounds.assign(assignments_of(config, self._place, names), former)
        await store.forget_reports(gone)

    def hear(self, words: Iterable[Report]) -> None:
        """What any place says."""
        self.turned |= self.ledger.hear(words, time.time())

    def take_turned(self) -> set[str]:
        """What turned; from now on nothing has."""
        turned, self.turned = self.turned, set()
        return turned

    def _words_of_before(self, config: Config) -> list[Report]:
        """What other places had said in an earlier life counts as if just said, so that no place outweighs the others
        only because it is heard again first."""
        known, self._words = self._words, ()
        monitors, now = config.monitors, time.time()
        kept = [(word, monitors.get(word.task.monitor)) for word in known]
        return [replace(word, expires=now + lasts(monitor)) for word, monitor in kept if monitor]
