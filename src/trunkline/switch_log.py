"""One sentence in the log for each change of the world: addresses, pools, and what askers get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from trunkline.documents.config import Config
from trunkline.health.availability import Availability, Standing
from trunkline.snapshot.changes import AnswerChange

log: Any = structlog.get_logger("trunkline")

MOST = 100
"""Sentences of one kind at a time; a flip that moves ten thousand names is told in numbers, not in lines."""


def log_standings(config: Config, before: Availability, after: Availability) -> None:
    """Addresses and pools that became available or ceased to be."""
    for name, was, now in _turned(before.addresses, after.addresses):
        endpoint = config.addresses[name].endpoint
        _tell(now, f"address {name} ({endpoint}) {_word(was, now)}: {now.because}")
    for name, was, now in _turned(before.pools, after.pools):
        _tell(now, f"pool {name} {_word(was, now)}: {now.because}")


def log_answers(changes: Sequence[AnswerChange]) -> None:
    """Lines whose askers are answered otherwise."""
    for change in changes[:MOST]:
        after = ", ".join(change.after) or "the zone's own records"
        before = ", ".join(change.before) or "the zone's own records"
        line = "everyone" if change.line == "any" else f"askers on {change.line}"
        log.info(f"{change.access_domain}: {line} now get {after}, before {before}: {change.because}")
    if len(changes) > MOST:
        log.info(f"and {len(changes) - MOST} more lines of access domains are answered otherwise")


def _turned(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> Iterable[tuple[str, Standing | None, Standing]]:
    if before is after:
        return
    turned = [
        (name, was, now)
        for name, now in after.items()
        if now is not (was := before.get(name)) and (was is None or now.available != was.available)
    ]
    worth_telling = [row for row in turned if row[1] is not None or not row[2].available]
    yield from worth_telling[:MOST]


def _word(was: Standing | None, now: Standing) -> str:
    if now.available:
        return "is available again"
    return "is not available" if was is None else "is no longer available"


def _tell(now: Standing, sentence: str) -> None:
    (log.info if now.available else log.warning)(sentence)
