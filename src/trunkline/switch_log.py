"""One sentence in the log for each change of the world: addresses, pools, and what askers get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from trunkline.documents.address import Address
from trunkline.documents.config import Config, Key
from trunkline.documents.pool import Pool
from trunkline.health.availability import Availability, Standing
from trunkline.snapshot.changes import AnswerChange

log: Any = structlog.get_logger("trunkline")

MOST = 100
"""Sentences of one kind at a time; a flip that moves ten thousand names is told in numbers, not in lines."""


def log_standings(config: Config, before: Availability, after: Availability, again: Iterable[Key]) -> None:
    """Addresses and pools that became available or ceased to be, of those that were judged `again`."""
    looked_at = sorted(again)
    addresses = _turned(before.addresses, after.addresses, [name for kind, name in looked_at if kind == Address.kind])
    for name, was, now in addresses[:MOST]:
        endpoint = config.addresses[name].endpoint
        _tell(now, f"address {name} ({endpoint}) {_word(was, now)}: {now.because}")
    _tell_rest(addresses, "addresses")
    pools = _turned(before.pools, after.pools, [name for kind, name in looked_at if kind == Pool.kind])
    for name, was, now in pools[:MOST]:
        _tell(now, f"pool {name} {_word(was, now)}: {now.because}")
    _tell_rest(pools, "pools")


def log_answers(changes: Sequence[AnswerChange]) -> None:
    """Lines whose askers are answered otherwise."""
    for change in changes[:MOST]:
        line = "all askers" if change.line == "any" else f"askers on {change.line}"
        now = f"now get {', '.join(change.after)}" if change.after else "are no longer steered"
        before = ", ".join(change.before) or "not steered"
        log.info(f"{change.access_domain}: {line} {now}, until now {before}: {change.because}")
    if len(changes) > MOST:
        log.info(f"and {len(changes) - MOST} more lines of access domains are answered otherwise")


Turned = tuple[str, Standing | None, Standing]
"""A name, its standing before if it had one, and now."""


def _turned(before: Mapping[str, Standing], after: Mapping[str, Standing], names: Iterable[str]) -> list[Turned]:
    """What is worth telling: who was there and turned, who is new and does not take part."""
    turned = [
        (name, was, now)
        for name in names
        if (now := after.get(name))
        and now is not (was := before.get(name))
        and (was is None or now.available != was.available)
    ]
    return [row for row in turned if row[1] is not None or not row[2].available]


def _word(was: Standing | None, now: Standing) -> str:
    if now.available:
        return "is available again"
    return "is not available" if was is None else "is no longer available"


def _tell_rest(turned: Sequence[Turned], noun: str) -> None:
    if len(turned) > MOST:
        out = sum(not now.available for _, _, now in turned[MOST:])
        log.warning(f"and of {len(turned) - MOST} more {noun} {out} are not available, the others are again")


def _tell(now: Standing, sentence: str) -> None:
    (log.info if now.available else log.warning)(sentence)
