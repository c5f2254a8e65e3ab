"""How the log looks: a line of text for people, or of JSON for machines."""

from __future__ import annotations

import sys

import structlog


def set_up_logs(form: str) -> None:
    """`form` is "text" or "json"; the log goes to standard error."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, structlog.processors.format_exc_info, last],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
