"""How things look in a terminal: tables without boxes, and every colour beside a word that says the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from trunkline.client import Json

STYLES = {
    "ok": "green",
    "available": "green",
    "enabled": "green",
    "created": "green",
    "ready": "green",
    "up": "green",
    "ok_alert": "yellow",
    "ok_no_monitor": "cyan",
    "changed": "yellow",
    "stale": "yellow",
    "silent": "yellow",
    "speaks": "green",
    "idle": "dim",
    "no_data": "yellow",
    "not ready": "red",
    "exceptional": "red",
    "unavailable": "red",
    "fallback": "red",
    "alert": "red",
    "deleted": "red",
    "down": "red",
    "drain": "yellow",
    "expired": "red",
    "disabled": "dim",
}
SIGNS = {"created": "+", "changed": "~", "deleted": "-"}

MANY = 40
"""Changes that are told one by one, and rows at a glance; of the rest, how many."""


_COMMANDS_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text without what would command the terminal or turn its writing around, whoever wrote it."""
    return _COMMANDS_A_TERMINAL.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Harmless:
    """Something drawn, whose texts do nothing but stand there."""

    drawn: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for text, style, control in console.render(self.drawn, options):
            yield Segment(text if control else harmless(text), style, control)


def word(text: str) -> Text:
    """A word of state in its colour."""
    return Text(text, STYLES.get(text, ""))


def table(*columns: str) -> Table:
    """Empty, with these headers; too long a text goes on in the next line of its column."""
    drawn = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        drawn.add_column(column.upper(), overflow="fold")
    return drawn


def grid(rows: Iterable[tuple[str, str | Text]]) -> Table:
    """Words with what they are, one pair a line."""
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="dim", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in rows:
        drawn.add_row(name, value)
    return drawn


def when(seconds: float | None) -> str:
    """A moment (seconds since the epoch) in local time."""
    return "never" if seconds is None else f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M:%S}"


def seconds(value: float | None) -> str:
    """A duration in seconds."""
    return "" if value is None else f"{value:g} s"


def ditto(text: str, above: str) -> Text:
    """The text, or the sign that it is the same as in the row above."""
    return Text('"', "dim") if text == above else Text(text)


def titled(kind: str, key: str) -> str:
    """A document as a sentence names it."""
    return f"{kind.replace('_', ' ')} {key}"


def count(number: int, noun: str) -> str:
    """1 pool, 2 pools, 2 addresses."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}{'es' if noun.endswith('s') else 's'}"


def singular(section: str) -> str:
    """What one document of a section is called."""
    return section.removesuffix("es" if section.endswith("sses") else "s").replace("_", " ")


def change_lines(changes: list[Json]) -> Iterable[Text]:
    """One line for each changed document, as far as they can be read at a glance."""
    told = [change for change in changes if change["what"] != "unchanged"]
    for change in told[:MANY]:
        fields = f"  {', '.join(change['fields'])}" if change["fields"] else ""
        said = f"{SIGNS[change['what']]} {titled(change['kind'], change['key'])}{fields}"
        yield Text(said, STYLES[change["what"]])
    if len(told) > MANY:
        yield Text(f"  … and {len(told) - MANY:,} more", "dim")


def tally(changes: list[Json]) -> str:
    """2 created, 1 changed."""
    counts = {what: sum(change["what"] == what for change in changes) for what in SIGNS}
    return ", ".join(f"{number:,} {what}" for what, number in counts.items() if number) or "nothing changes"
