"""How the log looks: a line of text for people, or of JSON for machines."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_BREAKS_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that end a line or turn its direction around."""

QUERIES = "trunkline.queries"
"""The logger of the query log: its lines are for machines, so they are JSON in either form, and say its name."""


def set_up_logs(form: str) -> None:
    """`form` is "text" or "json"; the log goes to standard error."""
    stamp = structlog.processors.MaybeTimeStamper(fmt="iso", utc=True)
    for_machines: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    for_people: Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)

    def last(logger: WrappedLogger, method: str, event: EventDict) -> Any:
        if logger.name != QUERIES:
            return (for_machines if form == "json" else for_people)(logger, method, event)
        return for_machines(logger, method, {"logger": QUERIES, **event})

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _on_one_line,
            stamp,
            structlog.processors.format_exc_info,
            last,
        ],
        logger_factory=_StandardError,
        cache_logger_on_first_use=True,
    )


def _on_one_line(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A reason that somebody wrote, or a server sent, cannot pass for a line of ours or command a terminal."""
    said = str(event["event"])
    event["event"] = _BREAKS_A_LINE.sub(lambda found: found[0].encode("unicode_escape").decode(), said)
    return event


class _StandardError:
    """A disk that is full, or a reader that has gone, must not end a node that answers: the line is lost, no more."""

    def __init__(self, name: str = "trunkline") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg
