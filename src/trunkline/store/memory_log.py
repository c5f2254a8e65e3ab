"""The logs in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

from trunkline.store.contract import STANDING, Entry
from trunkline.store.edits import decode, encode
from trunkline.store.entries import fold, words


@dataclass(frozen=True, slots=True)
class _Kept:
    """An Entry whose body is JSON text, and its words; the number stands outside."""

    log: str
    at: float
    kind: str
    key: str
    text: str
    words: str

    @property
    def subject(self) -> tuple[str, str]:
        return self.kind, self.key


class MemoryLog:
    """The part of Store that records and looks up entries."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._kept: dict[int, _Kept] = {}

    def record(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """See Store.record."""
        new = [_Kept(one.log, one.at, one.kind, one.key, encode(one.body), words(one)) for one in entries]
        numbered = {next(self._numbers): one for one in new}
        self._kept.update(numbered)
        return tuple(numbered)

    def logged(
        self,
        log: str,
        kind: str | None,
        key: str | None,
        since: float | None,
        until: float | None,
        contains: str | None,
        limit: int,
        before: int | None,
    ) -> tuple[Entry, ...]:
        """See Store.logged."""
        sought = fold(contains or "")

        def wanted() -> Iterator[int]:
            for number in reversed(self._kept):
                one = self._kept[number]
                named = one.log == log and kind in (None, one.kind) and key in (None, one.key) and sought in one.words
                timely = (since is None or since <= one.at) and (until is None or one.at <= until)
                if named and timely and (before is None or number < before):
                    yield number

        return tuple(map(self._entry, islice(wanted(), max(limit, 0))))

    def latest(self, log: str, until: float | None) -> tuple[Entry, ...]:
        """See Store.latest."""
        last = self._last(log, [n for n, one in self._kept.items() if until is None or one.at <= until])
        return tuple(self._entry(number) for _, number in sorted(last.items()))

    def forget(self, log: str, before: float) -> None:
        """See Store.forget."""
        old = [number for number, one in self._kept.items() if one.log == log and one.at < before]
        stays = self._last(log, old).values() if log == STANDING else ()
        for number in set(old).difference(stays):
            del self._kept[number]

    def _last(self, log: str, numbers: Sequence[int]) -> dict[tuple[str, str], int]:
        """Each subject's last one of these, which are in order."""
        return {self._kept[number].subject: number for number in numbers if self._kept[number].log == log}

    def _entry(self, number: int) -> Entry:
        one = self._kept[number]
        return Entry(one.log, one.at, one.kind, one.key, decode(one.text, f"entry {number}"), number)
