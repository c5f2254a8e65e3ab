"""How an address is held by hand: the reason, which everybody will read, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from nicegui import ui

from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.parts.text import Text
from trunkline.console.words import Words

HOURS = (0, 1, 4, 24, 168)
"""How long one may hold it; 0: until somebody lifts it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """`hours` is 0 where it has no end."""

    reason: str
    hours: int


async def ask_hold(say: Words, title: str, meaning: str) -> Hold | None:
    """None if the person thinks better of it."""
    with titled_dialog(title) as dialog:
        Text("p", meaning)
        reason = ui.input(say("Reason, shown wherever it has effect")).props("autofocus autocomplete=off")
        lengths = {hours: say("for {hours} h", hours=hours) if hours else say("until it is lifted") for hours in HOURS}
        until = ui.select(lengths, value=0, label=say("How long"))
        for field in (reason, until):
            field.classes("wide")
        with ui.element("div").classes("actions"):
            ui.button(say("Cancel"), on_click=lambda: dialog.submit(None)).props("flat no-caps")
            go = ui.button(
                say("Show what it means"), on_click=lambda: dialog.submit(Hold(reason.value, until.value or 0))
            )
            go.props("no-caps").bind_enabled_from(reason, "value", backward=lambda text: bool(text.strip()))
    hold: Hold | None = await answered(dialog)
    return hold
