"""The commands `trunkline log …`: what happened, newest first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from trunkline.cli.drawing import table, titled, when, word
from trunkline.cli.history import key_then
from trunkline.cli.moments import Since, Until, moment_or_none
from trunkline.cli.session import Command, Session
from trunkline.client import Json

Contains = Annotated[str | None, typer.Option("--contains", help="Only with this in the name or a text, in any case.")]
Key = Annotated[str | None, typer.Option("--key", help="Only about this one; its name.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many.")]

Draw = Callable[[Json], Iterator[RenderableType]]


def log_command(name: str, about: str, draw: Draw) -> Command:
    """The command that shows one log."""

    def work(
        session: Session,
        since: Since = None,
        until: Until = None,
        contains: Contains = None,
        key: Key = None,
        limit: Limit = 40,
    ) -> None:
        now = time.time()
        if name == "switches" and key and "/" not in key:
            key = key_then(session.client, "access_domain", key)
        moments = {"since": moment_or_none(since, now), "until": moment_or_none(until, now)}
        session.tell(session.client.log(name, limit=limit, contains=contains, key=key, **moments), draw)

    work.__doc__ = f"{about}; newest first.\n\nFor example: trunkline log {name} --since 2h --contains telecom"
    return work


def draw_alerts(rows: Json) -> Iterator[RenderableType]:
    """What turned."""
    drawn = table("number", "when", "event", "what", "told")
    for row in rows:
        drawn.add_row(str(row["number"]), when(row["at"]), row["event"], row["title"], ", ".join(row["groups"]))
    yield drawn


def draw_deliveries(rows: Json) -> Iterator[RenderableType]:
    """What became of alerts."""
    drawn = table("alert", "when", "group", "channel", "sent", "tries", "detail")
    for row in rows:
        sent = Text("yes", "green") if row["ok"] else Text("no", "red")
        told = (str(row["alert"]), when(row["at"]), row["group"], row["channel"])
        drawn.add_row(*told, sent, str(row["tries"]), row["detail"])
    yield drawn


def draw_switches(rows: Json) -> Iterator[RenderableType]:
    """What each line was answered."""
    drawn = table("when", "access domain", "line", "before", "from then on", "because")
    for row in rows:
        answers = (_answer(row["before"]), _answer(row["after"]))
        drawn.add_row(when(row["at"]), row["key"], row["line"], *answers, row["because"])
    yield drawn


def draw_standings(rows: Json) -> Iterator[RenderableType]:
    """How all stood."""
    drawn = table("when", "what", "state", "health", "because")
    for row in rows:
        state = "disabled" if not row["enabled"] else "available" if row["available"] else "unavailable"
        told = (word(state), word(row["health"]), row["because"])
        drawn.add_row(when(row["at"]), titled(row["kind"], row["key"]), *told)
    yield drawn


def _answer(answer: list[str]) -> Text:
    return Text(", ".join(answer)) if answer else Text("not steered", "dim")


LOG_COMMANDS: dict[str, Command] = {
    "alerts": log_command("alerts", "Show what turned, and which contact groups were to be told", draw_alerts),
    "deliveries": log_command("deliveries", "Show what became of alerts on each channel", draw_deliveries),
    "switches": log_command("switches", "Show what each line was answered before and after, and why", draw_switches),
    "standings": log_command("standings", "Show how addresses and pools stood", draw_standings),
}
