"""What an act on the line table does, or would do: what the guards say, whom it moves, whose answers differ."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.lines.titles import Titles, titled
from trunkline.console.parts.scrolled import scrolled
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

MOST = 12
"""Lines and access domains that are named; of the rest, how many."""


def draw_outcome(say: Words, titles: Titles, came: Json) -> None:
    """`came` is the act as the API tells it."""
    if came["rows"]:
        Text(
            "p",
            say(
                "{file} was read as {format}. Rows: {count}",
                file=came["file"],
                format=came["format"],
                count=f"{came['rows']:,}",
            ),
        )
    for fault in came["faults"]:
        _warn(say("The guards: {fault}", fault=fault), "refused")
    for notice in came["notices"]:
        _warn(notice, "")
    _draw_lines(say, titles, came["moved"]["lines"])
    _draw_domains(say, came["moved"]["access_domains"])


def _warn(sentence: str, classes: str) -> None:
    with ui.element("p").classes(f"warned {classes}"):
        ui.icon("warning").props("aria-hidden=true")
        Text("span", sentence)


def _draw_lines(say: Words, titles: Titles, lines: Json) -> None:
    if not lines:
        Text("p", say("Nobody is on another line."))
        return
    Text("h3", say("Who is on another line"))
    with scrolled(say("Who is on another line")), ui.element("table").classes("plain"):
        with ui.element("thead"), ui.element("tr"):
            Text("th", say("Line")).props("scope=col")
            for title in (say("IPv4 addresses"), say("IPv6 networks of 48 bits")):
                Text("th", title, "number").props("scope=col")
        with ui.element("tbody"):
            for row in lines[:MOST]:
                with ui.element("tr"):
                    Text("th", titled(titles, row["line"])).props("scope=row")
                    for family in ("v4", "v6"):
                        Text("td", told_change(row[f"{family}_gained"], row[f"{family}_lost"]), "number")
    _draw_rest(say, len(lines))


def _draw_domains(say: Words, domains: Json) -> None:
    if not domains:
        Text("p", say("No asker of an access domain is answered otherwise."))
        return
    Text("h3", say("Who is answered otherwise"))
    with ui.element("ul"):
        for row in domains[:MOST]:
            Text("li", row["because"])
    _draw_rest(say, len(domains))


def _draw_rest(say: Words, count: int) -> None:
    if count > MOST:
        Text("p", say("… and {count} more", count=count - MOST), "quiet")


def told_change(gained: int, lost: int) -> str:
    """`+1,024 −256`; a dash where nothing changes."""
    return " ".join(f"{sign}{count:,}" for sign, count in (("+", gained), ("−", lost)) if count) or "–"
