"""Dangerous acts ask for the name typed."""

from __future__ import annotations

from nicegui import ui

from trunkline.console.parts.dialog import answered, titled_dialog
from trunkline.console.words import Words


async def sure(say: Words, title: str, warning: str, name: str, act: str) -> bool:
    """Whether the person typed `name` and pressed `act`; Escape and Cancel say no."""
    with titled_dialog(title, role="alertdialog") as dialog:
        ui.label(warning)
        typed = ui.input(say("Type {name} to go on", name=name)).props("autofocus autocomplete=off").classes("wide")
        with ui.row().classes("actions"):
            ui.button(say("Cancel"), on_click=lambda: dialog.submit(False)).props("flat no-caps")
            go = ui.button(act, on_click=lambda: dialog.submit(True)).props("color=negative no-caps")
            go.bind_enabled_from(typed, "value", backward=lambda value: value == name)
    return bool(await answered(dialog))
