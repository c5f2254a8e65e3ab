"""A dialog with its title, which is its name for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from trunkline.console.parts.text import Text


@contextmanager
def titled_dialog(title: str, classes: str = "", role: str = "dialog") -> Iterator[ui.dialog]:
    """What is drawn within stands under the title; `answered` opens it."""
    with ui.dialog() as dialog, ui.card().classes(f"dialog {classes}"):
        dialog.props["aria-label"], dialog.props["role"] = title, role
        Text("h2", title)
        yield dialog


async def answered(dialog: ui.dialog) -> Any:
    """What the dialog is submitted with, None if it is left by Escape; then it is gone."""
    answer = await dialog
    if not dialog.is_deleted:  # as it is where the page was closed meanwhile
        dialog.delete()
    return answer
