"""What a change would do, shown before it is done: documents, answers line by line, and what is seldom meant."""

from __future__ import annotations

from nicegui import ui

from trunkline.client import Json
from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.kinds import titled_key
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

MOST = 50
"""Rows of answers that are drawn; a plan of more tells how many it leaves out."""


async def reviewed(say: Words, plan: Json, reason: str = "") -> str | None:
    """The reason that the person gave for it, perhaps empty; None if they go back. `reason` is a first word for it."""
    with titled_dialog(say("Plan"), "plan") as dialog:
        draw_plan(say, plan)
        why = ui.input(say("Reason, for the history"), value=reason).props("autofocus autocomplete=off").classes("wide")
        with ui.row().classes("actions"):
            ui.button(say("Back to the draft"), on_click=lambda: dialog.submit(None)).props("flat no-caps")
            ui.button(say("Apply"), on_click=lambda: dialog.submit(why.value)).props("no-caps")
        why.on("keydown.enter", lambda: dialog.submit(why.value))
    done: str | None = await answered(dialog)
    return done


def draw_plan(say: Words, plan: Json) -> None:
    """`plan` is as the API tells it."""
    touched = [one for one in plan["documents"] if one["what"] != "unchanged"]
    if not touched:
        Text("p", say("Nothing would change: the node has it just so."))
    for one in touched:
        Text("h3", f"{titled_key(say, one['kind'], one['key'])} · {_done(say, one['what'])}")
        if one["fields"]:
            with ui.element("ul").classes("plan-fields mono"):
                for field in one["fields"]:
                    Text("li", field)
    _draw_answers(say, plan["answers"])
    for warning in plan["warnings"]:
        with ui.element("p").classes("warned"):
            ui.icon("warning").props("aria-hidden=true")
            Text("span", _sentence(warning))


def _draw_answers(say: Words, answers: Json) -> None:
    if not answers:
        Text("p", say("No asker of an access domain is answered otherwise."), "quiet")
        return
    Text("h3", say("Who is answered otherwise"))
    with ui.element("div").classes("scroll"), ui.element("table").classes("plain"):
        with ui.element("thead"), ui.element("tr"):
            for title in (say("Access domain"), say("Line"), say("Before"), say("After"), say("Why")):
                Text("th", title).props("scope=col")
        with ui.element("tbody"):
            for row in answers[:MOST]:
                with ui.element("tr"):
                    Text("td", row["access_domain"])
                    Text("td", row["line"])
                    Text("td", ", ".join(row["before"]) or "–", "answer")
                    Text("td", ", ".join(row["after"]) or "–", "answer")
                    Text("td", row["because"])
    if len(answers) > MOST:
        Text("p", say("… and {count} more", count=len(answers) - MOST), "quiet")


def _done(say: Words, what: str) -> str:
    return say({"created": "created", "changed": "changed", "deleted": "deleted"}[what])


def _sentence(problem: Json) -> str:
    where = ": ".join(part for part in (problem["place"], problem["field"]) if part)
    remedy = f" ({problem['remedy']})" if problem["remedy"] else ""
    return f"{where}: {problem['message']}{remedy}"
