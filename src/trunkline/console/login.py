"""Who comes shows a token, once; it is kept on this machine, and the browser gets only a cookie that stands for it."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from nicegui import ui
from starlette.responses import RedirectResponse

from trunkline.client import Client
from trunkline.console.frame import begin_page
from trunkline.console.parts.text import Text
from trunkline.console.visit import RANKS, kept, words_of
from trunkline.console.words import LANGUAGES, Words
from trunkline.errors import TrunklineError

LONGEST = 4_000
"""Of what a form or a link may hold."""


def login_routes(url: str) -> APIRouter:
    """The page and where its form goes, a plain one: browsers can keep the token. `url` is the node's."""
    router = APIRouter()

    @router.post("/session")
    async def begin(token: Annotated[str, Form()] = "", then: Annotated[str, Form()] = "/") -> RedirectResponse:
        secret, then = token.strip()[:LONGEST], then if len(then) <= LONGEST else "/"
        if why := await asyncio.to_thread(_why_not, url, secret):
            return RedirectResponse(f"/login?then={quote(then, safe='')}&refused={quote(why)}", 303)
        kept()["token"] = secret
        return RedirectResponse(here_only(then), 303)

    @ui.page("/login", title="trunkline")
    async def login(request: Request) -> None:
        query = request.query_params
        draw_login(words_of(request), here_only(query.get("then", "/")), query.get("refused", ""))

    return router


def here_only(path: str) -> str:
    """A page of the console, whatever somebody wrote into a link."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def draw_login(say: Words, then: str, refused: str) -> None:
    """`then` is the page that was wanted; `refused` why the token before does not do."""
    begin_page(say, say("Log in"))
    with ui.element("div").classes("login").props("id=content"), ui.element("div").classes("panel"):
        Text("h1", "trunkline")
        Text("p", say("Every user on their own carrier line."))
        with ui.element("form").props("method=post action=/session").classes("fields"):
            Text("label", say("Token")).props("for=token")
            ui.element("input").props(
                "id=token name=token type=password autocomplete=current-password required autofocus"
            )
            ui.element("input").props(f'type=hidden name=then value="{quote(then, safe="/?=&%")}"')
            if refused:
                Text("p", refused, "refused").props("role=alert")
            Text("button", say("Log in"), "primary").props("type=submit")
        Text("p", say("On the node's own machine, the file `token` in its state folder holds one."), "quiet")
        for code, name in LANGUAGES.items():
            if code != say.language:
                ui.button(name, on_click=lambda code=code: _speak(code)).props(f"flat no-caps lang={code}")


def _speak(code: str) -> None:
    kept()["language"] = code
    ui.navigate.reload()


def _why_not(url: str, secret: str) -> str:
    """Empty if the token opens the node."""
    try:
        with Client(url, secret or None, timeout=10) as client:
            role = client.me()["role"]
            if role not in RANKS:
                return f"this token is for {role}s, which look from other places; pages want one that may look here"
    except TrunklineError as error:
        return str(error)
    return ""
