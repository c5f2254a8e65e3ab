"""A button that takes a file from the person's machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from trunkline.console.words import Words

MOST = 16 * 1024 * 1024
"""Bytes of a file that is read into a page."""


def file_button(
    say: Words, label: str, taken: Callable[[events.UploadEventArguments], Awaitable[None]], *, most: int = MOST
) -> ui.button:
    """`taken` hears of the file once it is here. The browser's own chooser opens at the click, without asking us."""

    def too_large() -> None:
        ui.notify(say("This file is too large: {most} MB at most.", most=most >> 20), type="negative")

    async def received(event: events.UploadEventArguments) -> None:
        upload.reset()
        await taken(event)

    upload = ui.upload(on_upload=received, on_rejected=too_large, auto_upload=True, max_file_size=most)
    upload.style("display: none")
    button = ui.button(label, icon="upload_file").props("flat no-caps")
    button.on("click", js_handler=f"() => runMethod({upload.id}, 'pickFiles', [])")
    return button
