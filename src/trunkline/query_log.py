"""The query log: of one query in so many, as the settings' `dns.query_log` has it, a line each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dns.name
import dns.rcode
import dns.rdatatype
import structlog

from trunkline.engine import Engine, Sample
from trunkline.logs import QUERIES

log: Any = structlog.get_logger(QUERIES)

LOOK_EVERY = 1.0
"""Seconds between two looks at what the engine sampled."""


async def tell_queries(engine: Engine) -> None:
    """Tells what is sampled, for as long as it is let; in a thread, for who reads the log may be slow."""
    while True:
        if samples := engine.sampled():
            await asyncio.to_thread(_tell_all, samples)
        await asyncio.sleep(LOOK_EVERY)


def told_of(sample: Sample) -> dict[str, Any]:
    """The words of its line; a name is escaped as in zone files (RFC 1035 section 5.1), so it is printable."""
    name, type_ = _question(sample)
    return {
        "timestamp": f"{datetime.fromtimestamp(sample.at, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "asker": sample.asker,
        "subnet": sample.subnet,
        "transport": sample.transport,
        "name": name,
        "type": type_,
        "code": dns.rcode.to_text(dns.rcode.Rcode.make(sample.code)),
        "steered": sample.steered,
        "line": sample.line,
        "answers": sample.answers,
        "size": sample.size,
    }


def _tell_all(samples: Sequence[Sample]) -> None:
    for sample in samples:
        log.info("query", **told_of(sample))


def _question(sample: Sample) -> tuple[str | None, str | None]:
    if sample.question is None:
        return None, None
    wire, type_ = sample.question
    name = dns.name.from_wire(wire, 0)[0].to_text(omit_final_dot=True)
    return name, dns.rdatatype.to_text(dns.rdatatype.RdataType.make(type_))
