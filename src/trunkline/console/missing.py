"""What stands where there is no page: a word, and the way back."""

from __future__ import annotations

from fastapi import Request
from nicegui import Client, ui
from starlette.responses import Response

from trunkline.console.frame import begin_page
from trunkline.console.parts.text import Text
from trunkline.console.visit import words_of


async def tell_missing(request: Request, exception: Exception) -> Response:
    """Answers an HTTP request by a page with status 404."""
    say = words_of(request)
    with Client(ui.page(""), request=request) as client:
        begin_page(say, say("There is no such page"))
        with ui.element("div").classes("login").props("id=content"), ui.element("div").classes("panel"):
            Text("h1", say("There is no such page"))
            Text("p", request.url.path, "mono")
            ui.link(say("Home"), "/")
        return client.build_response(request, 404)
